# What pipelines may do with the budget of an environment and the topic that it speaks through. Both are named exactly.
locals {
  budgets = {
    for environment, settings in local.environments : environment => {
      budget = "arn:${local.partition}:budgets::${local.account_id}:budget/${local.name}-${environment}"
      topic  = "arn:${local.partition}:sns:${settings.region}:${local.account_id}:${local.name}-${environment}-budget"
    }
  }
}

data "aws_iam_policy_document" "plan_budgets" {
  for_each = local.environments

  statement {
    sid       = "ReadBudget"
    actions   = ["budgets:ListTagsForResource", "budgets:ViewBudget"]
    resources = [local.budgets[each.key].budget]
  }

  statement {
    sid       = "DescribeItsTopic"
    actions   = ["sns:GetTopicAttributes", "sns:ListTagsForResource"]
    resources = [local.budgets[each.key].topic]
  }
}

resource "aws_iam_role_policy" "plan_budgets" {
  for_each = local.environments

  name   = "budgets"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan_budgets[each.key].json
}

data "aws_iam_policy_document" "apply_budgets" {
  for_each = local.environments

  source_policy_documents = [data.aws_iam_policy_document.plan_budgets[each.key].json]

  # AWS knows one right for making, changing and deleting a budget.
  statement {
    sid       = "ManageBudget"
    actions   = ["budgets:ModifyBudget", "budgets:TagResource", "budgets:UntagResource"]
    resources = [local.budgets[each.key].budget]
  }

  statement {
    sid       = "ManageItsTopic"
    actions   = ["sns:CreateTopic", "sns:DeleteTopic", "sns:SetTopicAttributes", "sns:TagResource", "sns:UntagResource"]
    resources = [local.budgets[each.key].topic]
  }
}

# A policy of its own: what stands in a role itself has a limit for all of it together.
resource "aws_iam_policy" "apply_budgets" {
  for_each = local.environments

  name        = "${local.name}-${each.key}-budgets"
  description = "Applies changes of the budget of ${each.key}"
  policy      = data.aws_iam_policy_document.apply_budgets[each.key].json
}

resource "aws_iam_role_policy_attachment" "apply_budgets" {
  for_each = local.environments

  role       = aws_iam_role.apply[each.key].name
  policy_arn = aws_iam_policy.apply_budgets[each.key].arn
}
