# What pipelines may do with topics: their settings, and no message. The underscore ends the environment.
data "aws_iam_policy_document" "plan_topics" {
  for_each = local.environments

  statement {
    sid       = "DescribeTopics"
    actions   = ["sns:GetTopicAttributes", "sns:ListTagsForResource"]
    resources = ["arn:${local.partition}:sns:${each.value.region}:${local.account_id}:${local.name}-${each.key}_*"]
  }
}

resource "aws_iam_role_policy" "plan_topics" {
  for_each = local.environments

  name   = "topics"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan_topics[each.key].json
}

data "aws_iam_policy_document" "apply_topics" {
  for_each = local.environments

  source_policy_documents = [data.aws_iam_policy_document.plan_topics[each.key].json]

  statement {
    sid       = "ManageTopics"
    actions   = ["sns:CreateTopic", "sns:DeleteTopic", "sns:SetTopicAttributes", "sns:TagResource", "sns:UntagResource"]
    resources = ["arn:${local.partition}:sns:${each.value.region}:${local.account_id}:${local.name}-${each.key}_*"]
  }
}

# A policy of its own: what stands in a role itself has a limit for all of it together.
resource "aws_iam_policy" "apply_topics" {
  for_each = local.environments

  name        = "${local.name}-${each.key}-topics"
  description = "Applies changes of the topics of ${each.key}"
  policy      = data.aws_iam_policy_document.apply_topics[each.key].json
}

resource "aws_iam_role_policy_attachment" "apply_topics" {
  for_each = local.environments

  role       = aws_iam_role.apply[each.key].name
  policy_arn = aws_iam_policy.apply_topics[each.key].arn
}
