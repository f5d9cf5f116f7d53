# What pipelines may do with buckets: their settings, never an object. The account in the name ends the environment, so dev
# never matches dev-2; terraform/modules/aws/bucket cuts long names the same way.
locals {
  named   = { for environment in keys(local.environments) : environment => "${local.name}-${environment}" }
  cut     = { for environment, name in local.named : environment => length(name) <= 24 ? name : "${substr(name, 0, 17)}-${substr(sha256(name), 0, 6)}" }
  buckets = { for environment, name in local.cut : environment => "arn:${local.partition}:s3:::${name}-${local.account_id}-*" }
}

data "aws_iam_policy_document" "plan_buckets" {
  for_each = local.environments

  statement {
    sid = "DescribeBuckets"
    actions = [
      "s3:GetAccelerateConfiguration",
      "s3:GetBucket*",
      "s3:GetEncryptionConfiguration",
      "s3:GetLifecycleConfiguration",
      "s3:GetReplicationConfiguration",
      "s3:ListBucket",
      "s3:ListTagsForResource",
    ]
    resources = [local.buckets[each.key]]
  }
}

resource "aws_iam_role_policy" "plan_buckets" {
  for_each = local.environments

  name   = "buckets"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan_buckets[each.key].json
}

data "aws_iam_policy_document" "apply_buckets" {
  for_each = local.environments

  source_policy_documents = [data.aws_iam_policy_document.plan_buckets[each.key].json]

  statement {
    sid = "ManageBuckets"
    actions = [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:DeleteBucketPolicy",
      "s3:PutBucketPolicy",
      "s3:PutBucketPublicAccessBlock",
      "s3:PutBucketTagging",
      "s3:PutBucketVersioning",
      "s3:PutEncryptionConfiguration",
      "s3:PutLifecycleConfiguration",
      "s3:TagResource",
      "s3:UntagResource",
    ]
    resources = [local.buckets[each.key]]
  }

  # In a protected environment only a person with other rights can take away a bucket.
  dynamic "statement" {
    for_each = each.value.protected ? ["keep"] : []

    content {
      sid       = "NeverInAProtectedEnvironment"
      effect    = "Deny"
      actions   = ["s3:DeleteBucket"]
      resources = ["*"]
    }
  }
}

# A policy of its own: what stands in a role itself has a limit for all of it together.
resource "aws_iam_policy" "apply_buckets" {
  for_each = local.environments

  name        = "${local.name}-${each.key}-buckets"
  description = "Applies changes of the buckets of ${each.key}"
  policy      = data.aws_iam_policy_document.apply_buckets[each.key].json
}

resource "aws_iam_role_policy_attachment" "apply_buckets" {
  for_each = local.environments

  role       = aws_iam_role.apply[each.key].name
  policy_arn = aws_iam_policy.apply_buckets[each.key].arn
}
