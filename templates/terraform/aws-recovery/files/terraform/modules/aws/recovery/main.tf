# Where copies of an environment outlive its region. The provider that the caller hands over decides which region that is.
data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

# Named like the vault of the environment itself, which lies in another region.
resource "aws_backup_vault" "this" {
  count = var.vault ? 1 : 0

  name          = var.name
  kms_key_arn   = aws_kms_key.this.arn
  force_destroy = !var.locked # AWS keeps a vault for as long as there is a copy in it
}

# Governance: who may manage the lock may lift it, and no pipeline of a protected environment may.
resource "aws_backup_vault_lock_configuration" "this" {
  count = var.vault && var.locked ? 1 : 0

  backup_vault_name  = aws_backup_vault.this[0].name
  min_retention_days = 7
}

# A key of one region is lost with it, so copies have a key of their own.
resource "aws_kms_key" "this" {
  description             = "Copies of ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  # In the policy of a key, "*" is that key alone; the account decides by IAM who uses it.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "kms:*"
      Resource  = "*"
      Principal = { AWS = "arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root" }
    }]
  })
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}/recovery"
  target_key_id = aws_kms_key.this.key_id
}
