mock_provider "aws" {
  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name                     = "example-dev"
  service                  = "orders"
  size                     = "small"
  vpc_id                   = "vpc-1"
  subnet_ids               = ["subnet-a", "subnet-b", "subnet-c"]
  client_security_group_id = "sg-nodes"
  role_name                = "example-dev-orders"
  kms_key_arn              = "arn:aws:kms:eu-west-1:111111111111:key/orders"
}

run "data_is_encrypted_everywhere" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.at_rest_encryption_enabled == "true" && aws_elasticache_replication_group.this.kms_key_id == var.kms_key_arn
    error_message = "Data at rest must be encrypted with the key of the service."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.transit_encryption_enabled && aws_elasticache_replication_group.this.transit_encryption_mode == "required"
    error_message = "The cache would take a connection in clear."
  }
}

run "nobody_enters_without_the_role" {
  command = plan

  assert {
    condition     = aws_elasticache_user.this.authentication_mode[0].type == "iam" && aws_elasticache_user.this.user_id == aws_elasticache_user.this.user_name
    error_message = "The user must log in with IAM, for which its id and name are the same."
  }

  assert {
    condition     = aws_elasticache_replication_group.this.user_group_ids == toset([aws_elasticache_user_group.this.user_group_id]) && aws_elasticache_user_group.this.user_ids == toset([aws_elasticache_user.this.user_id])
    error_message = "Other users could enter."
  }

  assert {
    condition     = endswith(aws_elasticache_user.this.access_string, "-@dangerous")
    error_message = "The service could empty or reconfigure the cache."
  }
}

run "nobody_outside_the_cluster_connects" {
  command = plan

  assert {
    condition     = aws_vpc_security_group_ingress_rule.nodes.referenced_security_group_id == "sg-nodes" && aws_vpc_security_group_ingress_rule.nodes.cidr_ipv4 == null && aws_vpc_security_group_ingress_rule.nodes.from_port == 6379
    error_message = "More than the nodes can reach the cache."
  }

  assert {
    condition     = toset(aws_elasticache_subnet_group.this.subnet_ids) == toset(var.subnet_ids)
    error_message = "The cache must be in private subnets."
  }
}

run "small_is_one_node" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 1 && !aws_elasticache_replication_group.this.automatic_failover_enabled
    error_message = "ElastiCache refuses failover with one node."
  }
}

run "ha_survives_a_zone" {
  command = plan

  variables {
    size = "ha"
  }

  assert {
    condition     = aws_elasticache_replication_group.this.num_cache_clusters == 3 && aws_elasticache_replication_group.this.automatic_failover_enabled && aws_elasticache_replication_group.this.multi_az_enabled
    error_message = "The size ha must fail over to another zone."
  }
}

run "another_size_waits_for_no_window" {
  command = plan

  assert {
    condition     = aws_elasticache_replication_group.this.apply_immediately
    error_message = "Failover would change later than the number of nodes, which ElastiCache refuses."
  }
}

run "the_role_logs_in_and_nothing_else" {
  command = apply

  assert {
    condition     = data.aws_iam_policy_document.use.statement[0].actions == toset(["elasticache:Connect"]) && data.aws_iam_policy_document.use.statement[0].resources == toset([aws_elasticache_replication_group.this.arn, aws_elasticache_user.this.arn])
    error_message = "The role of the service may do more than log in."
  }
}

run "a_long_or_doubled_name_is_what_elasticache_takes" {
  command = plan

  variables {
    name    = "a23456789--123456789-12345678x-e23456789-12345"
    service = "a23456789-123456789-123456789-12"
  }

  assert {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", aws_elasticache_replication_group.this.replication_group_id)) && length(aws_elasticache_replication_group.this.replication_group_id) <= 40
    error_message = "ElastiCache would refuse the name."
  }
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    name = "Example"
  }

  expect_failures = [var.name]
}

run "refuses_a_service_with_capitals" {
  command = plan

  variables {
    service = "Orders"
  }

  expect_failures = [var.service]
}

run "refuses_a_size_that_is_not_in_the_table" {
  command = plan

  variables {
    size = "huge"
  }

  expect_failures = [var.size]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    kms_key_arn = "alias/orders"
  }

  expect_failures = [var.kms_key_arn]
}

run "refuses_a_single_zone" {
  command = plan

  variables {
    subnet_ids = ["subnet-a"]
  }

  expect_failures = [var.subnet_ids]
}
