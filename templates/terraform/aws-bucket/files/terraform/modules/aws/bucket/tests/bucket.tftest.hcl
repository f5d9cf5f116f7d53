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
}

variables {
  name        = "example-dev"
  service     = "orders"
  size        = "small"
  role_name   = "example-dev-orders"
  kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/orders"
}

run "objects_are_private_and_encrypted" {
  command = plan

  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_acls,
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.ignore_public_acls,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "The bucket could be made public."
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this.rule).apply_server_side_encryption_by_default).kms_master_key_id == var.kms_key_arn
    error_message = "Objects must be encrypted with the key of the service."
  }

  assert {
    condition     = data.aws_iam_policy_document.bucket.statement[0].effect == "Deny" && one(data.aws_iam_policy_document.bucket.statement[0].condition).variable == "aws:SecureTransport"
    error_message = "Objects could be read in clear."
  }
}

run "mistakes_can_be_undone" {
  command = plan

  assert {
    condition     = aws_s3_bucket_versioning.this.versioning_configuration[0].status == "Enabled" && aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].noncurrent_days == 7
    error_message = "An overwritten object must stay for a week."
  }

  assert {
    condition     = !coalesce(aws_s3_bucket.this.force_destroy, false)
    error_message = "The bucket would be deleted with the objects in it."
  }
}

run "ha_keeps_old_versions_longer" {
  command = plan

  variables {
    size = "ha"
  }

  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.this.rule[0].noncurrent_version_expiration[0].noncurrent_days == 90
    error_message = "The size ha must keep old versions for ninety days."
  }
}

run "the_service_reaches_its_objects_only" {
  command = apply

  assert {
    condition     = toset(flatten(data.aws_iam_policy_document.use.statement[*].resources)) == toset([aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*", var.kms_key_arn])
    error_message = "The role of the service reaches more than its bucket."
  }

  assert {
    condition     = !anytrue([for action in flatten([for statement in data.aws_iam_policy_document.use.statement : tolist(statement.actions)]) : strcontains(action, "*") || strcontains(action, "Version") || strcontains(action, "Policy")])
    error_message = "The role of the service may change the bucket or its past."
  }
}

run "the_name_carries_the_account" {
  command = plan

  assert {
    condition     = aws_s3_bucket.this.bucket == "example-dev-111111111111-orders"
    error_message = "The bucket is not the one that the rights of the pipeline name."
  }
}

run "a_copy_is_nobodys_and_says_so" {
  command = plan

  variables {
    role_name = null
  }

  assert {
    condition     = aws_s3_bucket.this.bucket == "example-dev-111111111111-orders--copy" && length(aws_iam_role_policy.this) == 0
    error_message = "A copy has the name of what it is of, and no pod uses it."
  }
}

run "a_long_name_is_what_s3_takes" {
  command = plan

  variables {
    name    = "a23456789-123456789-123456789x-e23456789-12345"
    service = "a23456789-123456789-123456789-12"
  }

  assert {
    condition     = length(aws_s3_bucket.this.bucket) <= 63
    error_message = "S3 takes 63 characters."
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
