output "vault_arn" {
  description = "ARN of the vault that takes copies of backups; null where there is none."
  value       = one(aws_backup_vault.this[*].arn)
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the copies."
  value       = aws_kms_key.this.arn
}
