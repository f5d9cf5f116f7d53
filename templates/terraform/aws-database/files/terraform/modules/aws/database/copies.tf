# Where this environment recovers another one: backups and logs of the database there come here as they are made, and any moment of two
# weeks can be restored beside this one. The figure does not follow the size, since RDS would end the copies and begin anew.
resource "aws_db_instance_automated_backups_replication" "this" {
  for_each = { for one in var.copies_of[*] : local.ids[one.name] => one.region }

  source_db_instance_arn = "arn:${local.partition}:rds:${each.value}:${local.account_id}:db:${each.key}"
  kms_key_id             = var.kms_key_arn
  retention_period       = 14
}
