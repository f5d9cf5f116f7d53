# Who a pipeline is: GitHub signs a token that names repository, environment and branch, and AWS gives a role for an hour
# in return. No key is stored anywhere.
resource "aws_iam_openid_connect_provider" "github" {
  count = var.identity_provider ? 1 : 0

  url            = "https://${local.issuer}"
  client_id_list = ["sts.amazonaws.com"]

  # An account has one of it, so others may rely on it by now.
  lifecycle {
    prevent_destroy = true
  }
}

data "aws_iam_openid_connect_provider" "github" {
  count = var.identity_provider ? 0 : 1

  url = "https://${local.issuer}"
}

locals {
  issuer   = "token.actions.githubusercontent.com"
  provider = one(concat(aws_iam_openid_connect_provider.github[*].arn, data.aws_iam_openid_connect_provider.github[*].arn))

  # The end of the token's subject: a job in an environment has its name, any other has its branch.
  subjects = merge(
    { for name in keys(local.environments) : "${name}-plan" => "environment:${name}-plan" },
    { for name in keys(local.environments) : "${name}-apply" => "environment:${name}" },
    { publish = "ref:refs/heads/${local.branch}" },
  )
}

data "aws_iam_policy_document" "ci_trust" {
  for_each = local.subjects

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [local.provider]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }

    # GitHub writes names for older repositories and names with numbers for those made or moved since July 2026.
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values = [
        "repo:${local.organization}/${local.repository}:${each.value}",
        "repo:${local.organization}@${var.owner_id}/${local.repository}@${var.repository_id}:${each.value}",
      ]
    }

    # A new repository under the old name has another number.
    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:repository_id"
      values   = [var.repository_id]
    }

    # Plans run on change requests; whatever writes runs on the main branch, even where no environment is protected.
    dynamic "condition" {
      for_each = endswith(each.key, "-plan") ? [] : ["refs/heads/${local.branch}"]

      content {
        test     = "StringEquals"
        variable = "${local.issuer}:ref"
        values   = [condition.value]
      }
    }
  }
}
