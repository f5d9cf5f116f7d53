# What pipelines may do with what Karpenter needs: its queue, the rule that fills it, and the profile of its nodes.
locals {
  # The underscore ends the environment, and so does the slash.
  karpenter = {
    for environment, settings in local.environments : environment => {
      queue   = "arn:${local.partition}:sqs:${settings.region}:${local.account_id}:${local.name}-${environment}__interruption"
      rule    = "arn:${local.partition}:events:${settings.region}:${local.account_id}:rule/${local.name}-${environment}__interruption"
      profile = "arn:${local.partition}:iam::${local.account_id}:instance-profile/${local.name}-${environment}/*"
    }
  }
}

data "aws_iam_policy_document" "plan_karpenter" {
  for_each = local.environments

  statement {
    sid = "DescribeKarpenter"
    actions = [
      "events:DescribeRule",
      "events:ListTagsForResource",
      "events:ListTargetsByRule",
      "iam:GetInstanceProfile",
      "sqs:GetQueueAttributes",
      "sqs:GetQueueUrl",
      "sqs:ListQueueTags",
    ]
    resources = values(local.karpenter[each.key])
  }
}

resource "aws_iam_role_policy" "plan_karpenter" {
  for_each = local.environments

  name   = "karpenter"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan_karpenter[each.key].json
}

data "aws_iam_policy_document" "apply_karpenter" {
  for_each = local.environments

  source_policy_documents = [data.aws_iam_policy_document.plan_karpenter[each.key].json]

  statement {
    sid = "ManageKarpenter"
    actions = [
      "events:DeleteRule",
      "events:PutRule",
      "events:PutTargets",
      "events:RemoveTargets",
      "events:TagResource",
      "events:UntagResource",
      "iam:AddRoleToInstanceProfile",
      "iam:CreateInstanceProfile",
      "iam:DeleteInstanceProfile",
      "iam:RemoveRoleFromInstanceProfile",
      "iam:TagInstanceProfile",
      "iam:UntagInstanceProfile",
      "sqs:CreateQueue",
      "sqs:DeleteQueue",
      "sqs:SetQueueAttributes",
      "sqs:TagQueue",
      "sqs:UntagQueue",
    ]
    resources = values(local.karpenter[each.key])
  }
}

# A policy of its own: what stands in a role itself has a limit for all of it together.
resource "aws_iam_policy" "apply_karpenter" {
  for_each = local.environments

  name        = "${local.name}-${each.key}-karpenter"
  description = "Applies changes of what Karpenter needs in ${each.key}"
  policy      = data.aws_iam_policy_document.apply_karpenter[each.key].json
}

resource "aws_iam_role_policy_attachment" "apply_karpenter" {
  for_each = local.environments

  role       = aws_iam_role.apply[each.key].name
  policy_arn = aws_iam_policy.apply_karpenter[each.key].arn
}
