# Every call in the account, in all regions, written to a bucket that keeps each record for a year whoever asks.
locals {
  # Decided once, before the first bootstrap: what is recorded cannot be destroyed from here.
  audit     = var.audit_trail ? 1 : 0
  trail     = "${local.name}-audit"
  lock_days = 365
  trail_arn = "arn:${local.partition}:cloudtrail:${local.region}:${local.account_id}:trail/${local.trail}"
}

resource "aws_cloudtrail" "audit" {
  #checkov:skip=CKV_AWS_252:Nobody waits for each file; what has to ring is an alert on what the file says
  #checkov:skip=CKV2_AWS_10:A copy in CloudWatch Logs is paid by the gigabyte, and nothing here asks it questions
  count = local.audit

  name                       = local.trail
  s3_bucket_name             = aws_s3_bucket.audit[0].id
  kms_key_id                 = aws_kms_key.audit[0].arn
  enable_log_file_validation = true

  # Every region, and the services that have none, IAM among them.
  is_multi_region_trail         = true
  include_global_service_events = true

  # CloudTrail tries the bucket when the trail is made.
  depends_on = [aws_s3_bucket_policy.audit]
}

# No access log: CloudTrail has every use of the key, so also who reads the record.
#trivy:ignore:AVD-AWS-0089
resource "aws_s3_bucket" "audit" {
  #checkov:skip=CKV_AWS_18:CloudTrail has every use of the key, so also who reads the record
  #checkov:skip=CKV_AWS_144:Versions and the lock cover mistakes; a region that is lost takes no other region's record with it
  #checkov:skip=CKV2_AWS_62:Nothing listens to records
  count = local.audit

  bucket              = "${local.name}-${local.account_id}-audit"
  object_lock_enabled = true

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_versioning" "audit" {
  count = local.audit

  bucket = aws_s3_bucket.audit[0].id

  versioning_configuration {
    status = "Enabled"
  }
}

# Governance: only who has the right to pass a lock, which no role of a pipeline has, can delete before the year is over.
resource "aws_s3_bucket_object_lock_configuration" "audit" {
  count = local.audit

  bucket = aws_s3_bucket.audit[0].id

  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = local.lock_days
    }
  }

  depends_on = [aws_s3_bucket_versioning.audit]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "audit" {
  count = local.audit

  bucket = aws_s3_bucket.audit[0].id

  rule {
    bucket_key_enabled = true # a file comes every few minutes, from every region

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.audit[0].arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "audit" {
  count = local.audit

  bucket = aws_s3_bucket.audit[0].id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# A month longer than the lock, so that nothing is asked to go before it may.
resource "aws_s3_bucket_lifecycle_configuration" "audit" {
  count = local.audit

  bucket = aws_s3_bucket.audit[0].id

  rule {
    id     = "a-year"
    status = "Enabled"

    filter {}

    expiration {
      days = local.lock_days + 30
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  depends_on = [aws_s3_bucket_versioning.audit]
}

resource "aws_s3_bucket_policy" "audit" {
  count = local.audit

  bucket = aws_s3_bucket.audit[0].id
  policy = data.aws_iam_policy_document.audit_bucket[0].json

  depends_on = [aws_s3_bucket_public_access_block.audit]
}

data "aws_iam_policy_document" "audit_bucket" {
  count = local.audit

  # CloudTrail acts for every customer: only this trail of this account may write, and only below the account.
  dynamic "statement" {
    for_each = {
      Find  = { action = "s3:GetBucketAcl", resource = aws_s3_bucket.audit[0].arn }
      Write = { action = "s3:PutObject", resource = "${aws_s3_bucket.audit[0].arn}/AWSLogs/${local.account_id}/*" }
    }

    content {
      sid       = statement.key
      actions   = [statement.value.action]
      resources = [statement.value.resource]

      principals {
        type        = "Service"
        identifiers = ["cloudtrail.amazonaws.com"]
      }

      condition {
        test     = "StringEquals"
        variable = "aws:SourceArn"
        values   = [local.trail_arn]
      }
    }
  }

  statement {
    sid       = "EncryptedTransportOnly"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.audit[0].arn, "${aws_s3_bucket.audit[0].arn}/*"]

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

resource "aws_kms_key" "audit" {
  count = local.audit

  description             = "Audit trail of ${local.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  # In the policy of a key, "*" is that key alone; the account decides by IAM who uses it.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "kms:*"
        Resource  = "*"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
      },
      {
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"]
        Resource  = "*"
        Principal = { Service = "cloudtrail.amazonaws.com" }
        Condition = { StringEquals = { "aws:SourceArn" = local.trail_arn } }
      },
    ]
  })

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_kms_alias" "audit" {
  count = local.audit

  name          = "alias/${local.name}/audit"
  target_key_id = aws_kms_key.audit[0].key_id
}
