# Three roles per environment: a pipeline plans with one and applies with another, and people operate the cluster with the
# third. permissions.tf says what each may do; who may take a pipeline's role is decided beside the CI platform.
resource "aws_iam_role" "plan" {
  for_each = local.environments

  name               = "${local.name}-${each.key}-plan"
  description        = "Plans changes of ${each.key}: reads, and writes nothing but the lock of the state"
  assume_role_policy = data.aws_iam_policy_document.ci_trust["${each.key}-plan"].json
}

resource "aws_iam_role_policy" "plan" {
  for_each = local.environments

  name   = "plan"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan[each.key].json
}

resource "aws_iam_role" "apply" {
  for_each = local.environments

  name               = "${local.name}-${each.key}-apply"
  description        = "Applies reviewed changes of ${each.key} from ${local.branch}"
  assume_role_policy = data.aws_iam_policy_document.ci_trust["${each.key}-apply"].json

  # A cluster that goes up by a version drains its nodes one by one.
  max_session_duration = 14400
}

resource "aws_iam_role_policy" "apply" {
  for_each = local.environments

  name   = "apply"
  role   = aws_iam_role.apply[each.key].id
  policy = data.aws_iam_policy_document.apply[each.key].json
}

resource "aws_iam_role" "publish" {
  name               = "${local.name}-publish"
  description        = "Publishes images from ${local.branch}"
  assume_role_policy = data.aws_iam_policy_document.ci_trust["publish"].json
}

resource "aws_iam_role_policy" "publish" {
  name   = "publish"
  role   = aws_iam_role.publish.id
  policy = data.aws_iam_policy_document.publish.json
}

# The cluster knows people by this role; IAM decides who of the account may take it, and CloudTrail shows who did.
resource "aws_iam_role" "admin" {
  for_each = local.environments

  name               = "${local.name}-${each.key}-admin"
  description        = "Operates the cluster of ${each.key}"
  assume_role_policy = data.aws_iam_policy_document.admin_trust.json
}

resource "aws_iam_role_policy" "admin" {
  for_each = local.environments

  name   = "admin"
  role   = aws_iam_role.admin[each.key].id
  policy = data.aws_iam_policy_document.admin[each.key].json
}

data "aws_iam_policy_document" "admin_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${local.partition}:iam::${local.account_id}:root"]
    }
  }
}

# What an apply role creates can never do more than this: without it, who may create roles may do everything. One for each environment,
# so that it reaches nothing of another one either.
resource "aws_iam_policy" "boundary" {
  for_each = local.environments

  name        = "${local.name}-${each.key}-boundary"
  description = "Upper bound of every role that Terraform creates for ${each.key}"
  policy      = data.aws_iam_policy_document.boundary[each.key].json
}
