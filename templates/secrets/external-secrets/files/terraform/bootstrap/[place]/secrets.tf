# A person with the admin role of an environment writes its secrets and sees when they were changed, but reads none from AWS.
data "aws_iam_policy_document" "admin_secrets" {
  for_each = local.environments

  statement {
    sid = "WriteSecrets"
    actions = [
      "secretsmanager:CreateSecret",
      "secretsmanager:DescribeSecret",
      "secretsmanager:PutSecretValue",
      "secretsmanager:TagResource",
    ]
    resources = ["arn:${local.partition}:secretsmanager:${each.value.region}:${local.account_id}:secret:${local.name}-${each.key}/*"]
  }

  # Names and dates; AWS cannot limit a list to some of them.
  statement {
    sid       = "ListSecrets"
    actions   = ["secretsmanager:ListSecrets"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid       = "EncryptSecrets"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.owned[each.key].keys]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["secretsmanager.${each.value.region}.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }
  }
}

resource "aws_iam_role_policy" "admin_secrets" {
  for_each = local.environments

  name   = "secrets"
  role   = aws_iam_role.admin[each.key].id
  policy = data.aws_iam_policy_document.admin_secrets[each.key].json
}
