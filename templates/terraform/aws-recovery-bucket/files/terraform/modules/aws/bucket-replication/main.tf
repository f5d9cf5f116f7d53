data "aws_caller_identity" "current" {}

locals {
  # Longer than IAM takes: cut, with a hash of the whole name.
  full = "${var.name}-copy-${var.service}"
  id   = length(local.full) <= 64 ? local.full : "${substr(local.full, 0, 57)}-${substr(sha256(local.full), 0, 6)}"
}

# Each version that is written, and the mark of each that is deleted. Deleting a version itself is not copied, so that nobody can
# delete both at once.
resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = var.from.name
  role   = aws_iam_role.this.arn

  rule {
    id     = "everything"
    status = "Enabled"

    filter {}

    delete_marker_replication {
      status = "Enabled"
    }

    # Objects that a key of ours encrypts are left out unless they are asked for.
    source_selection_criteria {
      sse_kms_encrypted_objects {
        status = "Enabled"
      }
    }

    destination {
      bucket = var.to.arn

      encryption_configuration {
        replica_kms_key_id = var.to.kms_key_arn
      }

      # Within a time that S3 guarantees, and with figures about what is behind.
      replication_time {
        status = "Enabled"

        time {
          minutes = 15
        }
      }

      metrics {
        status = "Enabled"

        event_threshold {
          minutes = 15
        }
      }
    }
  }

  depends_on = [aws_iam_role_policy.this]
}

resource "aws_iam_role" "this" {
  name                 = local.id
  path                 = "/${var.name}/"
  description          = "Copies what ${var.service} stores to another region"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = "copy"
  role   = aws_iam_role.this.name
  policy = data.aws_iam_policy_document.copy.json
}

data "aws_iam_policy_document" "copy" {
  statement {
    sid       = "Find"
    actions   = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [var.from.arn]
  }

  statement {
    sid       = "Read"
    actions   = ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
    resources = ["${var.from.arn}/*"]
  }

  statement {
    sid       = "Decrypt"
    actions   = ["kms:Decrypt"]
    resources = [var.from.kms_key_arn]
  }

  statement {
    sid       = "Write"
    actions   = ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"]
    resources = ["${var.to.arn}/*"]
  }

  statement {
    sid       = "Encrypt"
    actions   = ["kms:Encrypt", "kms:GenerateDataKey"]
    resources = [var.to.kms_key_arn]
  }
}
