output "identifier" {
  description = "Name of the database at RDS."
  value       = aws_db_instance.this.identifier
}

output "copies_of" {
  description = "Name at RDS of the database whose backups are copied here; null where there is none."
  value       = one(keys(aws_db_instance_automated_backups_replication.this))
}

output "administrator_secret_arn" {
  description = "ARN of the secret with the administrator's password, which RDS made."
  value       = one(aws_db_instance.this.master_user_secret[*].secret_arn)
}

output "settings" {
  description = "What the service has to know, under the names that PostgreSQL's own clients read."
  value = {
    PGHOST     = aws_db_instance.this.address
    PGPORT     = tostring(aws_db_instance.this.port)
    PGDATABASE = local.user
    PGUSER     = local.user
    PGSSLMODE  = "verify-full"
  }
}
