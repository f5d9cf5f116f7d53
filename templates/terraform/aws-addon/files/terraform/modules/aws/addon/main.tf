data "aws_caller_identity" "current" {}

locals {
  # Longer than IAM takes: cut, with a hash of the whole name.
  full = "${var.name}-addon-${var.addon}"
  id   = length(local.full) <= 50 ? local.full : "${substr(local.full, 0, 43)}-${substr(sha256(local.full), 0, 6)}"
}

# The pods of one service account take this role, and no other.
resource "aws_iam_role" "this" {
  name                 = local.id
  path                 = "/${var.name}/"
  description          = "What ${var.addon} may do on AWS"
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
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

resource "aws_iam_role_policy" "this" {
  name   = var.addon
  role   = aws_iam_role.this.name
  policy = var.policy
}

resource "aws_eks_pod_identity_association" "this" {
  cluster_name    = var.cluster_name
  namespace       = var.namespace
  service_account = var.service_account
  role_arn        = aws_iam_role.this.arn
}
