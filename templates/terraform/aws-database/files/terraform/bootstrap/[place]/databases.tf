# What pipelines may do with databases. RDS knows no paths in names, so the tag Environment says whose a database is.
data "aws_iam_policy_document" "plan_databases" {
  for_each = local.environments

  # Metadata only: no row, no log line, no password.
  statement {
    sid       = "DescribeDatabases"
    actions   = ["rds:Describe*", "rds:ListTagsForResource"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }
}

resource "aws_iam_role_policy" "plan_databases" {
  for_each = local.environments

  name   = "databases"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan_databases[each.key].json
}

data "aws_iam_policy_document" "apply_databases" {
  for_each = local.environments

  source_policy_documents = [data.aws_iam_policy_document.plan_databases[each.key].json]

  statement {
    sid       = "CreateDatabases"
    actions   = ["rds:CreateDBInstance", "rds:CreateDBParameterGroup", "rds:CreateDBSubnetGroup"]
    resources = ["arn:${local.partition}:rds:${each.value.region}:${local.account_id}:*"]

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

  # Only what has a name of this environment becomes its own by a tag; terraform/modules/aws/database writes and cuts names this way.
  statement {
    sid     = "NameDatabases"
    actions = ["rds:AddTagsToResource"]
    resources = [
      for type in ["db", "pg", "subgrp"] :
      "arn:${local.partition}:rds:${each.value.region}:${local.account_id}:${type}:${substr(replace("${local.name}-${each.key}-db-", "/-+/", "-"), 0, 43)}*"
    ]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }
  }

  statement {
    sid = "ManageDatabases"
    actions = [
      "rds:AddTagsToResource",
      "rds:CreateDBSnapshot",
      "rds:DeleteDBInstance",
      "rds:DeleteDBParameterGroup",
      "rds:DeleteDBSubnetGroup",
      "rds:ModifyDBInstance",
      "rds:ModifyDBParameterGroup",
      "rds:ModifyDBSubnetGroup",
      "rds:RebootDBInstance",
      "rds:RemoveTagsFromResource",
      "rds:ResetDBParameterGroup",
    ]
    resources = [for type in ["db", "pg", "subgrp"] : "arn:${local.partition}:rds:${each.value.region}:${local.account_id}:${type}:*"]

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
    sid       = "LeaveALastSnapshot"
    actions   = ["rds:CreateDBSnapshot"]
    resources = ["arn:${local.partition}:rds:${each.value.region}:${local.account_id}:snapshot:*-final"]
  }

  # RDS asks for both in the name of who creates a database, and hands the password to nobody.
  statement {
    sid       = "KeepThePassword"
    actions   = ["secretsmanager:CreateSecret", "secretsmanager:TagResource"]
    resources = ["arn:${local.partition}:secretsmanager:${each.value.region}:${local.account_id}:secret:rds!*"]
  }

  statement {
    sid       = "EncryptThePassword"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [local.owned[each.key].keys]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = [for service in ["rds", "secretsmanager"] : "${service}.${each.value.region}.amazonaws.com"]
    }
  }

  statement {
    sid       = "CreateLogsOfDatabases"
    actions   = ["logs:CreateLogGroup", "logs:TagResource"]
    resources = ["arn:${local.partition}:logs:${each.value.region}:${local.account_id}:log-group:/aws/rds/instance/*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }

    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:ResourceTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }
  }

  statement {
    sid       = "KeepLogsOfDatabases"
    actions   = ["logs:AssociateKmsKey", "logs:DeleteLogGroup", "logs:PutRetentionPolicy", "logs:TagResource", "logs:UntagResource"]
    resources = ["arn:${local.partition}:logs:${each.value.region}:${local.account_id}:log-group:/aws/rds/instance/*"]

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
    sid       = "HandTheMonitoringRoleToRds"
    actions   = ["iam:PassRole"]
    resources = [local.owned[each.key].roles]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["monitoring.rds.amazonaws.com", "rds.amazonaws.com"]
    }
  }

  statement {
    sid       = "FirstUseOfRds"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = [local.service_linked_roles]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["rds.amazonaws.com"]
    }
  }

  # In a protected environment only a person with other rights can take away a database or its backups.
  dynamic "statement" {
    for_each = each.value.protected ? ["keep"] : []

    content {
      sid       = "NeverInAProtectedEnvironment"
      effect    = "Deny"
      actions   = ["rds:DeleteDBInstance", "rds:DeleteDBInstanceAutomatedBackup", "rds:DeleteDBSnapshot"]
      resources = ["*"]
    }
  }
}

# Policies of their own: what stands in a role itself has a limit for all of it together.
resource "aws_iam_policy" "apply_databases" {
  for_each = local.environments

  name        = "${local.name}-${each.key}-databases"
  description = "Applies changes of the databases of ${each.key}"
  policy      = data.aws_iam_policy_document.apply_databases[each.key].json
}

resource "aws_iam_role_policy_attachment" "apply_databases" {
  for_each = local.environments

  role       = aws_iam_role.apply[each.key].name
  policy_arn = aws_iam_policy.apply_databases[each.key].arn
}
