data "aws_region" "current" {}

# A topic keeps nothing and scales by itself, so there is no size to choose.
# The underscore, which no name has, ends the environment: a pattern for the topics of dev never matches those of dev-2.
resource "aws_sns_topic" "this" {
  name              = "${var.name}_${var.service}"
  kms_master_key_id = var.kms_key_arn
  signature_version = 2
}

# Beside what roles are given, the topic takes nothing in clear.
resource "aws_sns_topic_policy" "this" {
  arn    = aws_sns_topic.this.arn
  policy = data.aws_iam_policy_document.topic.json
}

data "aws_iam_policy_document" "topic" {
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

# The service publishes. Who subscribes is a change of Terraform.
resource "aws_iam_role_policy" "this" {
  name   = "topic"
  role   = var.role_name
  policy = data.aws_iam_policy_document.use.json
}

data "aws_iam_policy_document" "use" {
  statement {
    sid       = "Publish"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.this.arn]
  }

  statement {
    sid       = "Encrypt"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sns.${data.aws_region.current.region}.amazonaws.com"]
    }
  }
}
