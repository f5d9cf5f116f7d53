# What pipelines may do with caches. ElastiCache knows no paths in names, so the tag Environment says whose a cache is.
data "aws_iam_policy_document" "plan_caches" {
  for_each = local.environments

  # Metadata only: no value, no key.
  statement {
    sid       = "DescribeCaches"
    actions   = ["elasticache:Describe*", "elasticache:ListTagsForResource"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }
}

resource "aws_iam_role_policy" "plan_caches" {
  for_each = local.environments

  name   = "caches"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan_caches[each.key].json
}

data "aws_iam_policy_document" "apply_caches" {
  for_each = local.environments

  source_policy_documents = [data.aws_iam_policy_document.plan_caches[each.key].json]

  statement {
    sid = "CreateCaches"
    actions = [
      "elasticache:AddTagsToResource",
      "elasticache:CreateCacheSubnetGroup",
      "elasticache:CreateReplicationGroup",
      "elasticache:CreateUser",
      "elasticache:CreateUserGroup",
    ]
    resources = ["arn:${local.partition}:elasticache:${each.value.region}:${local.account_id}:*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }

    # What carries a tag of somebody else cannot be taken over; what is being created carries none.
    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:ResourceTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }
  }

  # The default parameters of AWS carry no tag, and a change of a cache names them too.
  statement {
    sid = "ManageCaches"
    actions = [
      "elasticache:AddTagsToResource",
      "elasticache:DecreaseReplicaCount",
      "elasticache:DeleteCacheSubnetGroup",
      "elasticache:DeleteReplicationGroup",
      "elasticache:DeleteUser",
      "elasticache:DeleteUserGroup",
      "elasticache:IncreaseReplicaCount",
      "elasticache:ModifyCacheSubnetGroup",
      "elasticache:ModifyReplicationGroup",
      "elasticache:ModifyUser",
      "elasticache:ModifyUserGroup",
      "elasticache:RemoveTagsFromResource",
    ]
    resources = [
      for type in ["cluster", "replicationgroup", "subnetgroup", "user", "usergroup"] :
      "arn:${local.partition}:elasticache:${each.value.region}:${local.account_id}:${type}:*"
    ]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }

    # A tag may change, but for the one that says whose this is.
    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:RequestTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }
  }

  statement {
    sid       = "UseTheDefaultParameters"
    actions   = ["elasticache:ModifyReplicationGroup"]
    resources = ["arn:${local.partition}:elasticache:${each.value.region}:${local.account_id}:parametergroup:default.*"]
  }

  statement {
    sid       = "FirstUseOfElastiCache"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = [local.service_linked_roles]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["elasticache.amazonaws.com"]
    }
  }

  # In a protected environment only a person with other rights can take away a cache.
  dynamic "statement" {
    for_each = each.value.protected ? ["keep"] : []

    content {
      sid       = "NeverInAProtectedEnvironment"
      effect    = "Deny"
      actions   = ["elasticache:DeleteReplicationGroup"]
      resources = ["*"]
    }
  }
}

# A policy of its own: what stands in a role itself has a limit for all of it together.
resource "aws_iam_policy" "apply_caches" {
  for_each = local.environments

  name        = "${local.name}-${each.key}-caches"
  description = "Applies changes of the caches of ${each.key}"
  policy      = data.aws_iam_policy_document.apply_caches[each.key].json
}

resource "aws_iam_role_policy_attachment" "apply_caches" {
  for_each = local.environments

  role       = aws_iam_role.apply[each.key].name
  policy_arn = aws_iam_policy.apply_caches[each.key].arn
}
