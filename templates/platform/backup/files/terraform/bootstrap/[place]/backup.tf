# What pipelines may do with backups: arrange them, never read, restore or delete one.
locals {
  # The underscores, which no name has, end the environment; a vault has exactly its name.
  backup = {
    for environment, settings in local.environments : environment => {
      vault = "arn:${local.partition}:backup:${settings.region}:${local.account_id}:backup-vault:${local.name}-${environment}"
      rules = "arn:${local.partition}:events:${settings.region}:${local.account_id}:rule/${local.name}-${environment}__backup-*"
      alarm = "arn:${local.partition}:cloudwatch:${settings.region}:${local.account_id}:alarm:${local.name}-${environment}__backup-restored"
      plans = [for kind in ["backup-plan", "restore-testing-plan"] : "arn:${local.partition}:backup:${settings.region}:${local.account_id}:${kind}:*"]
      role  = "arn:${local.partition}:iam::${local.account_id}:role/${local.name}-${environment}/${local.name}-${environment}-backup"
    }
  }
}

data "aws_iam_policy_document" "plan_backup" {
  for_each = local.environments

  statement {
    sid = "DescribeBackups"
    actions = [
      "backup:DescribeBackupVault",
      "backup:GetBackupPlan",
      "backup:GetBackupSelection",
      "backup:GetRestoreTestingPlan",
      "backup:GetRestoreTestingSelection",
      "backup:ListTags",
      "cloudwatch:DescribeAlarms",
      "cloudwatch:ListTagsForResource",
      "events:DescribeRule",
      "events:ListTagsForResource",
      "events:ListTargetsByRule",
    ]
    resources = concat([local.backup[each.key].vault, local.backup[each.key].rules, local.backup[each.key].alarm], local.backup[each.key].plans)
  }
}

resource "aws_iam_role_policy" "plan_backup" {
  for_each = local.environments

  name   = "backup"
  role   = aws_iam_role.plan[each.key].id
  policy = data.aws_iam_policy_document.plan_backup[each.key].json
}

data "aws_iam_policy_document" "apply_backup" {
  for_each = local.environments

  source_policy_documents = [data.aws_iam_policy_document.plan_backup[each.key].json]

  statement {
    sid = "ManageVaultAndAlarm"
    actions = [
      "backup:CreateBackupVault",
      "backup:DeleteBackupVault",
      "backup:DeleteBackupVaultLockConfiguration",
      "backup:PutBackupVaultLockConfiguration",
      "backup:TagResource",
      "backup:UntagResource",
      "cloudwatch:DeleteAlarms",
      "cloudwatch:PutMetricAlarm",
      "cloudwatch:TagResource",
      "cloudwatch:UntagResource",
      "events:DeleteRule",
      "events:PutRule",
      "events:PutTargets",
      "events:RemoveTargets",
      "events:TagResource",
      "events:UntagResource",
    ]
    resources = [local.backup[each.key].vault, local.backup[each.key].rules, local.backup[each.key].alarm]
  }

  # Plans have ids instead of names: the tag says whose they are.
  statement {
    sid       = "CreatePlans"
    actions   = ["backup:CreateBackupPlan", "backup:CreateRestoreTestingPlan", "backup:TagResource"]
    resources = local.backup[each.key].plans

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }
  }

  statement {
    sid = "ManagePlans"
    actions = [
      "backup:CreateBackupSelection",
      "backup:CreateRestoreTestingSelection",
      "backup:DeleteBackupPlan",
      "backup:DeleteBackupSelection",
      "backup:DeleteRestoreTestingPlan",
      "backup:DeleteRestoreTestingSelection",
      "backup:TagResource",
      "backup:UntagResource",
      "backup:UpdateBackupPlan",
      "backup:UpdateRestoreTestingPlan",
      "backup:UpdateRestoreTestingSelection",
    ]
    resources = local.backup[each.key].plans

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

  # A new vault takes its key, and names no resource while it does.
  statement {
    sid       = "MountVault"
    actions   = ["backup-storage:MountCapsule"]
    resources = ["*"]
  }

  statement {
    sid       = "KeyOfVault"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey", "kms:RetireGrant"]
    resources = [local.owned[each.key].keys]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["backup.${each.value.region}.amazonaws.com"]
    }
  }

  statement {
    sid       = "HandItsRole"
    actions   = ["iam:PassRole"]
    resources = [local.backup[each.key].role]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["backup.amazonaws.com", "restore-testing.backup.amazonaws.com"]
    }
  }

  statement {
    sid       = "FirstUseOfBackup"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = [local.service_linked_roles]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["backup.amazonaws.com", "restore-testing.backup.amazonaws.com"]
    }
  }

  # In a protected environment only a person with other rights can take away backups.
  dynamic "statement" {
    for_each = each.value.protected ? ["keep"] : []

    content {
      sid       = "NeverInAProtectedEnvironment"
      effect    = "Deny"
      actions   = ["backup:DeleteBackupVault", "backup:DeleteBackupVaultLockConfiguration", "backup:DeleteRecoveryPoint"]
      resources = ["*"]
    }
  }
}

# A policy of its own: what stands in a role itself has a limit for all of it together.
resource "aws_iam_policy" "apply_backup" {
  for_each = local.environments

  name        = "${local.name}-${each.key}-backup"
  description = "Applies changes of the backups of ${each.key}"
  policy      = data.aws_iam_policy_document.apply_backup[each.key].json
}

resource "aws_iam_role_policy_attachment" "apply_backup" {
  for_each = local.environments

  role       = aws_iam_role.apply[each.key].name
  policy_arn = aws_iam_policy.apply_backup[each.key].arn
}
