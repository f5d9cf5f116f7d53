# What pipelines may do with queues: their settings, never a message. The underscore ends the environment.
data "aws_iam_policy_document" "plan_queues" {
  for_each = local.environments

  statement {
    sid       = "DescribeQueues"
    actions   = ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ListQueueTags"]
    resources = ["arn:${local.partition}:sqs:${each.value.region}:${local.account_id}:${local.name}-${each.key}_*"]
  }
}

resource "aws_iam_role_policy" "plan_queues" {
  for_each = local.environments

  name   = "queues"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan_queues[each.key].json
}

data "aws_iam_policy_document" "apply_queues" {
  for_each = local.environments

  source_policy_documents = [data.aws_iam_policy_document.plan_queues[each.key].json]

  statement {
    sid       = "ManageQueues"
    actions   = ["sqs:CreateQueue", "sqs:DeleteQueue", "sqs:SetQueueAttributes", "sqs:TagQueue", "sqs:UntagQueue"]
    resources = ["arn:${local.partition}:sqs:${each.value.region}:${local.account_id}:${local.name}-${each.key}_*"]
  }

  # In a protected environment only a person with other rights can take away a queue with what waits in it.
  dynamic "statement" {
    for_each = each.value.protected ? ["keep"] : []

    content {
      sid       = "NeverInAProtectedEnvironment"
      effect    = "Deny"
      actions   = ["sqs:DeleteQueue"]
      resources = ["*"]
    }
  }
}

# A policy of its own: what stands in a role itself has a limit for all of it together.
resource "aws_iam_policy" "apply_queues" {
  for_each = local.environments

  name        = "${local.name}-${each.key}-queues"
  description = "Applies changes of the queues of ${each.key}"
  policy      = data.aws_iam_policy_document.apply_queues[each.key].json
}

resource "aws_iam_role_policy_attachment" "apply_queues" {
  for_each = local.environments

  role       = aws_iam_role.apply[each.key].name
  policy_arn = aws_iam_policy.apply_queues[each.key].arn
}
