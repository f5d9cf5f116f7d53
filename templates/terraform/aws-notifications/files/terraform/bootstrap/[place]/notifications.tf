# What pipelines may do with the budget of an environment and with the topic on which AWS speaks about it. Both are named exactly.
locals {
  # The underscores, which no name has, end the environment.
  notifications = {
    for environment, settings in local.environments : environment => {
      budget = "arn:${local.partition}:budgets::${local.account_id}:budget/${local.name}-${environment}"
      topic  = "arn:${local.partition}:sns:${settings.region}:${local.account_id}:${local.name}-${environment}__notifications"
    }
  }
}

data "aws_iam_policy_document" "plan_notifications" {
  for_each = local.environments

  statement {
    sid       = "ReadBudget"
    actions   = ["budgets:ListTagsForResource", "budgets:ViewBudget"]
    resources = [local.notifications[each.key].budget]
  }

  statement {
    sid       = "DescribeTopic"
    actions   = ["sns:GetTopicAttributes", "sns:ListTagsForResource"]
    resources = [local.notifications[each.key].topic]
  }

  # AWS asks for the topic, whatever the subscription; its attributes hold an address at most.
  statement {
    sid       = "DescribeSubscriptions"
    actions   = ["sns:GetSubscriptionAttributes"]
    resources = [local.notifications[each.key].topic, "${local.notifications[each.key].topic}:*"]
  }
}

resource "aws_iam_role_policy" "plan_notifications" {
  for_each = local.environments

  name   = "notifications"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan_notifications[each.key].json
}

data "aws_iam_policy_document" "apply_notifications" {
  for_each = local.environments

  source_policy_documents = [data.aws_iam_policy_document.plan_notifications[each.key].json]

  # AWS knows one right for making, changing and deleting a budget.
  statement {
    sid       = "ManageBudget"
    actions   = ["budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource"]
    resources = [local.notifications[each.key].budget]
  }

  statement {
    sid = "ManageTopic"
    actions = [
      "sns:CreateTopic",
      "sns:DeleteTopic",
      "sns:SetTopicAttributes",
      "sns:Subscribe",
      "sns:TagResource",
      "sns:UntagResource",
    ]
    resources = [local.notifications[each.key].topic]
  }

  statement {
    sid       = "EndSubscriptions"
    actions   = ["sns:Unsubscribe"]
    resources = [local.notifications[each.key].topic, "${local.notifications[each.key].topic}:*"]
  }
}

# A policy of its own: what stands in a role itself has a limit for all of it together.
resource "aws_iam_policy" "apply_notifications" {
  for_each = local.environments

  name        = "${local.name}-${each.key}-notifications"
  description = "Applies changes of the budget and the topic of ${each.key}"
  policy      = data.aws_iam_policy_document.apply_notifications[each.key].json
}

resource "aws_iam_role_policy_attachment" "apply_notifications" {
  for_each = local.environments

  role       = aws_iam_role.apply[each.key].name
  policy_arn = aws_iam_policy.apply_notifications[each.key].arn
}
