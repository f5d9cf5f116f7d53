data "aws_caller_identity" "current" {}

data "aws_region" "current" {}

locals {
  size = local.sizes[var.size]

  # How long an overwritten or deleted object can be brought back.
  sizes = {
    small    = { keep_old_days = 7 }
    standard = { keep_old_days = 30 }
    ha       = { keep_old_days = 90 }
  }

  # Unique across the world by the account. The environment stands before it, so that the rights of a pipeline can name it: a
  # pattern with the account in it never matches another environment. Both parts are cut, with a hash of the whole.
  environment = length(var.name) <= 24 ? var.name : "${substr(var.name, 0, 17)}-${substr(sha256(var.name), 0, 6)}"
  service     = length(local.full) <= 25 ? local.full : "${substr(local.full, 0, 18)}-${substr(sha256(local.full), 0, 6)}"
  full        = var.role_name == null ? "${var.service}--copy" : var.service
}

# No access log: CloudTrail has what is worth one. A bucket that still holds objects is not deleted.
#trivy:ignore:AVD-AWS-0089
resource "aws_s3_bucket" "this" {
  #checkov:skip=CKV_AWS_18:CloudTrail has every use of the key, and an access log would be one more copy of the names of objects
  #checkov:skip=CKV_AWS_144:Versions cover mistakes; where another environment recovers this one, bucket-replication copies what is in it
  #checkov:skip=CKV2_AWS_62:A service that wants events of its objects uses a queue
  bucket = "${local.environment}-${data.aws_caller_identity.current.account_id}-${local.service}"
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    bucket_key_enabled = true # a service calls the key far too often to pay for each object

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = local.size.keep_old_days
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.bucket.json

  depends_on = [aws_s3_bucket_public_access_block.this]
}

data "aws_iam_policy_document" "bucket" {
  statement {
    sid       = "EncryptedTransportOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

# The service reads and writes its objects. Old versions and the settings of the bucket are not its own.
resource "aws_iam_role_policy" "this" {
  count = var.role_name == null ? 0 : 1

  name   = "bucket"
  role   = var.role_name
  policy = data.aws_iam_policy_document.use.json
}

data "aws_iam_policy_document" "use" {
  statement {
    sid       = "List"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.this.arn]
  }

  statement {
    sid       = "Objects"
    actions   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.this.arn}/*"]
  }

  statement {
    sid       = "Encrypt"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["s3.${data.aws_region.current.region}.amazonaws.com"]
    }
  }
}
