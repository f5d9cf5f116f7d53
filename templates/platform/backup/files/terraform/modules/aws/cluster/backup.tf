# Every volume that pods asked for is copied, and two copies a week are restored to see that they can be.
resource "aws_backup_vault" "this" {
  name          = var.name
  kms_key_arn   = aws_kms_key.this.arn
  force_destroy = !var.backups.locked # AWS keeps a vault for as long as there is a copy in it
}

# Governance: who may manage the lock may lift it, and no pipeline of a protected environment may.
resource "aws_backup_vault_lock_configuration" "this" {
  count = var.backups.locked ? 1 : 0

  backup_vault_name  = aws_backup_vault.this.name
  min_retention_days = 7
}

resource "aws_backup_plan" "this" {
  name = var.name

  rule {
    rule_name         = "every-${var.backups.every_hours}-hours"
    target_vault_name = aws_backup_vault.this.name
    schedule          = var.backups.every_hours == 24 ? "cron(0 3 * * ? *)" : "cron(0 0/${var.backups.every_hours} * * ? *)"
    start_window      = 60
    completion_window = var.backups.every_hours == 1 ? 120 : 360

    lifecycle {
      delete_after = var.backups.keep_days
    }

    dynamic "copy_action" {
      for_each = var.backups.copy_to[*]

      content {
        destination_vault_arn = copy_action.value

        lifecycle {
          delete_after = var.backups.keep_days
        }
      }
    }
  }
}

# By tag, so that a volume is covered from the day that a pod asks for it. Databases have backups of their own.
resource "aws_backup_selection" "volumes" {
  name         = "volumes"
  plan_id      = aws_backup_plan.this.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = ["arn:${local.partition}:ec2:*:*:volume/*"]

  condition {
    dynamic "string_equals" {
      for_each = local.volume_tags

      content {
        key   = "aws:ResourceTag/${string_equals.key}"
        value = string_equals.value
      }
    }
  }

  depends_on = [aws_iam_role_policy_attachment.backup]
}

# A backup that was never restored is a hope. AWS makes a volume of one each Sunday and Wednesday, and deletes it again.
resource "aws_backup_restore_testing_plan" "this" {
  name                = replace(var.name, "-", "_")
  schedule_expression = "cron(0 5 ? * SUN,WED *)"
  start_window_hours  = 4

  recovery_point_selection {
    algorithm             = "RANDOM_WITHIN_WINDOW"
    include_vaults        = [aws_backup_vault.this.arn]
    recovery_point_types  = ["SNAPSHOT"]
    selection_window_days = 7
  }
}

resource "aws_backup_restore_testing_selection" "volumes" {
  name                      = "volumes"
  restore_testing_plan_name = aws_backup_restore_testing_plan.this.name
  protected_resource_type   = "EBS"
  protected_resource_arns   = ["*"]
  iam_role_arn              = aws_iam_role.backup.arn
  validation_window_hours   = 1
}

resource "aws_iam_role" "backup" {
  name                 = "${var.name}-backup"
  path                 = "/${var.name}/"
  assume_role_policy   = data.aws_iam_policy_document.trust["backup"].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy_attachment" "backup" {
  for_each = toset(["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"])

  role       = aws_iam_role.backup.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/${each.key}"
}

resource "aws_cloudwatch_event_rule" "failed" {
  name        = "${var.name}__backup-failed"
  description = "Backups of ${var.name} that failed, their copies, and restores"

  event_pattern = jsonencode({
    source = ["aws.backup"]
    "$or" = concat(
      [
        { detail-type = ["Backup Job State Change"], detail = { state = ["ABORTED", "EXPIRED", "FAILED"], backupVaultName = [var.name] } },
        { detail-type = ["Restore Job State Change"], detail = { status = ["ABORTED", "FAILED"] } },
      ],
      [for vault in var.backups.copy_to[*] : { detail-type = ["Copy Job State Change"], detail = { state = ["FAILED"], destinationBackupVaultArn = [vault] } }],
    )
  })
}

resource "aws_cloudwatch_event_target" "failed" {
  rule = aws_cloudwatch_event_rule.failed.name
  arn  = var.backups.topic_arn
}

# It has no target: EventBridge counts how often it matches, and that is the metric of the restore test.
resource "aws_cloudwatch_event_rule" "restored" {
  name        = "${var.name}__backup-restored"
  description = "Restore tests of ${var.name} that succeeded"

  event_pattern = jsonencode({
    source      = ["aws.backup"]
    detail-type = ["Restore Job State Change"]
    detail      = { status = ["COMPLETED"], restoreTestingPlanArn = [aws_backup_restore_testing_plan.this.arn] }
  })
}

# Silence is the failure that no event tells of: no test that ran, or none that ended well. It rings in a new environment too, until
# the first one.
resource "aws_cloudwatch_metric_alarm" "restored" {
  alarm_name        = "${var.name}__backup-restored"
  alarm_description = "No copy of a volume of ${var.name} was restored for seven days: docs/runbooks/restore-volume.md"

  namespace   = "AWS/Events"
  metric_name = "TriggeredRules"
  dimensions  = { RuleName = aws_cloudwatch_event_rule.restored.name }
  statistic   = "Sum"

  # Seven days are the most that an alarm looks back; with two tests a week one is always within them.
  period              = 86400
  evaluation_periods  = 7
  datapoints_to_alarm = 7
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"

  alarm_actions = [var.backups.topic_arn]
  ok_actions    = [var.backups.topic_arn]
}
