mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/example-dev/example" }
  }
}

variables {
  name                     = "example-dev"
  service                  = "orders"
  size                     = "small"
  protected                = false
  vpc_id                   = "vpc-1"
  subnet_ids               = ["subnet-a", "subnet-b", "subnet-c"]
  client_security_group_id = "sg-nodes"
  role_name                = "example-dev-orders"
  kms_key_arn              = "arn:aws:kms:eu-west-1:111111111111:key/orders"
}

run "data_is_encrypted_at_rest" {
  command = plan

  assert {
    condition     = aws_db_instance.this.storage_encrypted && aws_db_instance.this.kms_key_id == var.kms_key_arn && aws_db_instance.this.performance_insights_kms_key_id == var.kms_key_arn
    error_message = "Data and statements must be encrypted with the key of the service."
  }

  assert {
    condition     = alltrue([for group in aws_cloudwatch_log_group.this : group.kms_key_id == var.kms_key_arn && group.retention_in_days >= 365])
    error_message = "Logs must be encrypted and kept for a year."
  }

  assert {
    condition     = toset(aws_db_instance.this.enabled_cloudwatch_logs_exports) == toset(keys(aws_cloudwatch_log_group.this))
    error_message = "RDS would create a log group without encryption and end."
  }
}

run "backups_of_the_environment_that_is_recovered_come_here" {
  command = plan

  variables {
    copies_of = { name = "example-live", region = "eu-central-1" }
  }

  assert {
    condition     = aws_db_instance_automated_backups_replication.this["example-live-db-orders"].source_db_instance_arn == "arn:aws:rds:eu-central-1:111111111111:db:example-live-db-orders"
    error_message = "The copies are not of the database of that environment."
  }

  assert {
    condition     = aws_db_instance_automated_backups_replication.this["example-live-db-orders"].kms_key_id == var.kms_key_arn
    error_message = "What is restored must have the key of the database that it replaces."
  }
}

run "a_major_version_is_taken_at_once_and_only_where_it_is_named" {
  command = plan

  variables {
    major_version = "18"
  }

  assert {
    condition     = aws_db_instance.this.engine_version == "18" && aws_db_instance.this.allow_major_version_upgrade && aws_db_instance.this.apply_immediately
    error_message = "RDS would refuse the version, or wait for Sunday with parameters that are gone."
  }

  assert {
    condition     = aws_db_parameter_group.this.family == "postgres18"
    error_message = "The parameters are of another version."
  }
}

run "refuses_a_minor_version" {
  command = plan

  variables {
    major_version = "18.1"
  }

  expect_failures = [var.major_version]
}

run "refuses_copies_of_itself" {
  command = plan

  variables {
    copies_of = { name = "example-dev", region = "eu-central-1" }
  }

  expect_failures = [var.copies_of]
}

run "connections_are_encrypted" {
  command = plan

  assert {
    condition     = one([for parameter in aws_db_parameter_group.this.parameter : parameter.value if parameter.name == "rds.force_ssl"]) == "1" && output.settings.PGSSLMODE == "verify-full"
    error_message = "The database would take a connection in clear."
  }
}

run "nobody_outside_the_cluster_connects" {
  command = plan

  assert {
    condition     = !aws_db_instance.this.publicly_accessible && toset(aws_db_subnet_group.this.subnet_ids) == toset(var.subnet_ids)
    error_message = "The database must be in private subnets."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.nodes.referenced_security_group_id == "sg-nodes" && aws_vpc_security_group_ingress_rule.nodes.cidr_ipv4 == null && aws_vpc_security_group_ingress_rule.nodes.from_port == 5432
    error_message = "More than the nodes can reach the database."
  }
}

run "no_password_is_in_the_state" {
  command = plan

  assert {
    condition     = aws_db_instance.this.manage_master_user_password && aws_db_instance.this.password == null && aws_db_instance.this.iam_database_authentication_enabled
    error_message = "RDS must keep the administrator's password, and the service must log in with its role."
  }
}

run "the_service_logs_in_as_one_user" {
  command = apply

  assert {
    condition     = data.aws_iam_policy_document.connect.statement[0].actions == toset(["rds-db:connect"]) && data.aws_iam_policy_document.connect.statement[0].resources == toset(["arn:aws:rds-db:eu-west-1:111111111111:dbuser:${aws_db_instance.this.resource_id}/app"])
    error_message = "The role of the service may do more than log in."
  }
}

run "small_can_be_taken_away" {
  command = plan

  assert {
    condition     = !aws_db_instance.this.deletion_protection && aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.backup_retention_period == 7
    error_message = "What is not protected has backups, and no other ties."
  }
}

run "protected_outlives_mistakes" {
  command = plan

  variables {
    size      = "ha"
    protected = true
  }

  assert {
    condition     = aws_db_instance.this.deletion_protection && !aws_db_instance.this.delete_automated_backups
    error_message = "A protected database could be deleted with its backups."
  }

  assert {
    condition     = !aws_db_instance.this.skip_final_snapshot && aws_db_instance.this.final_snapshot_identifier == "example-dev-db-orders-final"
    error_message = "A protected database must leave a last snapshot."
  }

  assert {
    condition     = aws_db_instance.this.multi_az && aws_db_instance.this.backup_retention_period == 35
    error_message = "The size ha must survive a zone and keep backups for five weeks."
  }
}

run "a_long_or_doubled_name_is_what_rds_takes" {
  command = plan

  variables {
    name    = "a23456789--123456789-12345678x-e23456789-12345"
    service = "a23456789-123456789-123456789-12"
  }

  assert {
    condition     = can(regex("^[a-z](-?[a-z0-9])*$", aws_db_instance.this.identifier)) && length(aws_db_instance.this.identifier) <= 50 && endswith(aws_db_instance.this.identifier, substr(sha256("${var.name}-db-${var.service}"), 0, 6))
    error_message = "RDS would refuse the name, or two services could get the same."
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

run "refuses_a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary = "boundary"
  }

  expect_failures = [var.permissions_boundary]
}
