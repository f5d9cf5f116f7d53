mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  # OpenTofu invents values while it plans, and some arguments take nothing but an ARN.
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::111111111111:role/example-live/copy" }
  }
}

variables {
  name    = "example-live"
  service = "orders"
  from    = { name = "a", arn = "arn:aws:s3:::a", kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/a" }
  to      = { name = "a--copy", arn = "arn:aws:s3:::a--copy", kms_key_arn = "arn:aws:kms:eu-central-1:111111111111:key/b" }
}

run "every_object_is_copied_and_encrypted_with_the_key_of_its_region" {
  command = plan

  assert {
    condition     = aws_s3_bucket_replication_configuration.this.rule[0].status == "Enabled" && aws_s3_bucket_replication_configuration.this.rule[0].source_selection_criteria[0].sse_kms_encrypted_objects[0].status == "Enabled"
    error_message = "Objects that a key encrypts would be left out, and that is all of them."
  }

  assert {
    condition     = aws_s3_bucket_replication_configuration.this.rule[0].destination[0].encryption_configuration[0].replica_kms_key_id == var.to.kms_key_arn
    error_message = "A copy must be readable without the region that is lost."
  }

  assert {
    condition     = aws_s3_bucket_replication_configuration.this.rule[0].destination[0].replication_time[0].time[0].minutes == 15
    error_message = "The page about disaster recovery promises fifteen minutes."
  }
}

run "the_role_reads_one_bucket_and_writes_the_other" {
  command = plan

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.copy.statement : statement.sid => one(statement.resources)
      } == {
      Find    = "arn:aws:s3:::a"
      Read    = "arn:aws:s3:::a/*"
      Decrypt = var.from.kms_key_arn
      Write   = "arn:aws:s3:::a--copy/*"
      Encrypt = var.to.kms_key_arn
    }
    error_message = "The role that copies reaches more than the two buckets and their keys."
  }

  assert {
    condition     = one(one(data.aws_iam_policy_document.trust.statement).principals).identifiers == toset(["s3.amazonaws.com"])
    error_message = "Somebody else than S3 could copy."
  }
}

run "a_long_name_is_what_iam_takes" {
  command = plan

  variables {
    name    = "a23456789-123456789-123456789x-e23456789-12345"
    service = "a23456789-123456789-123456789-12"
  }

  assert {
    condition     = length(aws_iam_role.this.name) <= 64
    error_message = "IAM takes 64 characters."
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

run "refuses_an_alias_for_the_key_of_the_source" {
  command = plan

  variables {
    from = { name = "a", arn = "arn:aws:s3:::a", kms_key_arn = "alias/a" }
  }

  expect_failures = [var.from]
}

run "refuses_an_alias_for_the_key_of_the_copy" {
  command = plan

  variables {
    to = { name = "a--copy", arn = "arn:aws:s3:::a--copy", kms_key_arn = "alias/b" }
  }

  expect_failures = [var.to]
}

run "refuses_a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary = "boundary"
  }

  expect_failures = [var.permissions_boundary]
}
