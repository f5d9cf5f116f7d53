locals {
  size = local.sizes[var.size]

  # Another size changes nodes one after the other; nothing is replaced.
  sizes = {
    small    = { node_type = "cache.t4g.small", nodes = 1, snapshot_days = 1 }
    standard = { node_type = "cache.t4g.medium", nodes = 2, snapshot_days = 3 }
    ha       = { node_type = "cache.m7g.large", nodes = 3, snapshot_days = 7 }
  }

  # ElastiCache takes 40 characters and no two hyphens in a row: cut, with a hash of the whole name.
  full  = "${var.name}-cache-${var.service}"
  plain = replace(local.full, "/-+/", "-")
  keeps = local.plain == local.full && length(local.full) <= 40
  id    = local.keeps ? local.full : "${trimsuffix(substr(local.plain, 0, 33), "-")}-${substr(sha256(local.full), 0, 6)}"
}

resource "aws_elasticache_replication_group" "this" {
  #checkov:skip=CKV2_AWS_50:A second node to fail over to is what the sizes above small are for
  replication_group_id = local.id
  description          = "Cache ${local.full}"
  engine               = "valkey"
  node_type            = local.size.node_type
  num_cache_clusters   = local.size.nodes

  automatic_failover_enabled = local.size.nodes > 1
  multi_az_enabled           = local.size.nodes > 1

  at_rest_encryption_enabled = true
  kms_key_id                 = var.kms_key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"
  user_group_ids             = [aws_elasticache_user_group.this.user_group_id]

  subnet_group_name  = aws_elasticache_subnet_group.this.name
  security_group_ids = [aws_security_group.this.id]
  port               = 6379

  # Nodes come and go at once, so failover cannot wait for the maintenance window: ElastiCache keeps the last replica while it is on.
  apply_immediately          = true
  auto_minor_version_upgrade = true
  snapshot_retention_limit   = local.size.snapshot_days
  snapshot_window            = "02:00-03:00"
  maintenance_window         = "sun:03:30-sun:04:30"
}

# The service logs in with its role. For that the id and the name of a user must be the same.
resource "aws_elasticache_user" "this" {
  user_id       = local.id
  user_name     = local.id
  engine        = "valkey"
  access_string = "on ~* &* +@all -@dangerous"

  authentication_mode {
    type = "iam"
  }
}

resource "aws_elasticache_user_group" "this" {
  user_group_id = local.id
  engine        = "valkey"
  user_ids      = [aws_elasticache_user.this.user_id]
}

resource "aws_elasticache_subnet_group" "this" {
  name        = local.id
  description = "Private subnets of ${var.name}"
  subnet_ids  = var.subnet_ids
}

# The nodes of the cluster reach the cache, nothing else does, and it opens no connection itself.
resource "aws_security_group" "this" {
  name        = local.id
  description = "Cache ${local.full}"
  vpc_id      = var.vpc_id

  tags = { Name = local.id }
}

resource "aws_vpc_security_group_ingress_rule" "nodes" {
  security_group_id            = aws_security_group.this.id
  description                  = "Valkey from the nodes of the cluster"
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
  referenced_security_group_id = var.client_security_group_id
}

resource "aws_iam_role_policy" "this" {
  name   = "cache"
  role   = var.role_name
  policy = data.aws_iam_policy_document.use.json
}

data "aws_iam_policy_document" "use" {
  statement {
    sid       = "LogIn"
    actions   = ["elasticache:Connect"]
    resources = [aws_elasticache_replication_group.this.arn, aws_elasticache_user.this.arn]
  }
}
