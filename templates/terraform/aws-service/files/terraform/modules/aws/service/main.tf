data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition  = data.aws_partition.current.partition
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.region

  # Longer than IAM takes: cut, with a hash of the whole name.
  full = "${var.name}-service-${var.service}"
  id   = length(local.full) <= 50 ? local.full : "${substr(local.full, 0, 43)}-${substr(sha256(local.full), 0, 6)}"
}

# The pods of the service take this role and no other. It begins empty: each thing that the service uses adds its own policy.
resource "aws_iam_role" "this" {
  name                 = local.id
  path                 = "/${var.name}/"
  description          = "What the pods of ${var.service} may do on AWS"
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  permissions_boundary = var.permissions_boundary
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole", "sts:TagSession"]

    principals {
      type        = "Service"
      identifiers = ["pods.eks.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

# The chart names release, namespace and service account after the service.
resource "aws_eks_pod_identity_association" "this" {
  cluster_name    = var.cluster_name
  namespace       = var.service
  service_account = var.service
  role_arn        = aws_iam_role.this.arn
}

# One key for all data of the service: who may use it is decided where the data is.
resource "aws_kms_key" "this" {
  description             = "Data of ${var.service} in ${var.name}"
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
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Principal = { Service = "logs.${local.region}.amazonaws.com" }
        Condition = { ArnLike = { "kms:EncryptionContext:aws:logs:arn" = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:/aws/*" } }
      },
    ]
  })
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}/service/${var.service}"
  target_key_id = aws_kms_key.this.key_id
}
