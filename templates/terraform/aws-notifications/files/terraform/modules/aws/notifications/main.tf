# Where AWS itself tells what concerns one environment: its budget, its backups, its alarms.
data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition  = data.aws_partition.current.partition
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.region

  # Services that speak, and for what. EventBridge does not say for which rule it publishes: a condition would silence it.
  speakers = {
    budgets    = ["arn:${local.partition}:budgets::${local.account_id}:*"]
    cloudwatch = ["arn:${local.partition}:cloudwatch:${local.region}:${local.account_id}:alarm:${var.name}__*"]
    events     = []
  }
}

resource "aws_sns_topic" "this" {
  name              = "${var.name}__notifications"
  kms_master_key_id = aws_kms_key.this.arn
  signature_version = 2
}

# Each address confirms by a link before it hears anything. Everybody else subscribes to the topic.
resource "aws_sns_topic_subscription" "email" {
  for_each = var.emails

  topic_arn = aws_sns_topic.this.arn
  protocol  = "email"
  endpoint  = each.key
}

resource "aws_sns_topic_policy" "this" {
  arn    = aws_sns_topic.this.arn
  policy = data.aws_iam_policy_document.topic.json
}

data "aws_iam_policy_document" "topic" {
  dynamic "statement" {
    for_each = local.speakers

    content {
      sid       = title(statement.key)
      actions   = ["sns:Publish"]
      resources = [aws_sns_topic.this.arn]

      principals {
        type        = "Service"
        identifiers = ["${statement.key}.amazonaws.com"]
      }

      dynamic "condition" {
        for_each = length(statement.value) > 0 ? ["source"] : []

        content {
          test     = "ArnLike"
          variable = "aws:SourceArn"
          values   = statement.value
        }
      }
    }
  }

  statement {
    sid       = "EncryptedTransportOnly"
    effect    = "Deny"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.this.arn]

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

resource "aws_kms_key" "this" {
  description             = "Notifications of ${var.name}"
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
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Principal = { Service = ["budgets.amazonaws.com", "cloudwatch.amazonaws.com"] }
        Condition = { StringEquals = { "aws:SourceAccount" = local.account_id } }
      },
      {
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:GenerateDataKey*"]
        Resource  = "*"
        Principal = { Service = "events.amazonaws.com" }
      },
    ]
  })
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}/notifications"
  target_key_id = aws_kms_key.this.key_id
}
