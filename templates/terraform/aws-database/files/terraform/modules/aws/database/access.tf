data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition  = data.aws_partition.current.partition
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.region
}

# A password of fifteen minutes for one user of this database, and nothing of RDS itself.
resource "aws_iam_role_policy" "connect" {
  name   = "database"
  role   = var.role_name
  policy = data.aws_iam_policy_document.connect.json
}

data "aws_iam_policy_document" "connect" {
  statement {
    sid       = "LogIn"
    actions   = ["rds-db:connect"]
    resources = ["arn:${local.partition}:rds-db:${local.region}:${local.account_id}:dbuser:${aws_db_instance.this.resource_id}/${local.user}"]
  }
}

# RDS writes what the machine of the database does, every minute.
resource "aws_iam_role" "monitoring" {
  name                 = "${local.id}-monitoring"
  path                 = "/${var.name}/"
  assume_role_policy   = data.aws_iam_policy_document.monitoring.json
  permissions_boundary = var.permissions_boundary
}

data "aws_iam_policy_document" "monitoring" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["monitoring.rds.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role_policy_attachment" "monitoring" {
  role       = aws_iam_role.monitoring.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole"
}
