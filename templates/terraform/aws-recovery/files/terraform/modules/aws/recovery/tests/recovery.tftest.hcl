mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  # OpenTofu invents values while it plans, and some arguments take nothing but an ARN.
  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-central-1:111111111111:key/00000000-0000-0000-0000-000000000000" }
  }
}

variables {
  name   = "example-live"
  vault  = true
  locked = true
}

run "copies_are_encrypted_with_a_key_of_their_region" {
  command = apply

  assert {
    condition     = aws_backup_vault.this[0].kms_key_arn == aws_kms_key.this.arn && aws_kms_key.this.enable_key_rotation
    error_message = "Copies must be encrypted with a key that rotates and lies beside them."
  }
}

run "nobody_ends_the_copies_of_a_protected_environment_early" {
  command = plan

  assert {
    condition     = one(aws_backup_vault_lock_configuration.this).min_retention_days == 7
    error_message = "A copy could be deleted on the day on which it is needed."
  }
}

run "elsewhere_copies_can_go_with_their_environment" {
  command = plan

  variables {
    locked = false
  }

  assert {
    condition     = length(aws_backup_vault_lock_configuration.this) == 0 && aws_backup_vault.this[0].force_destroy
    error_message = "An environment that is not protected could not be taken away whole."
  }
}

run "without_volumes_there_is_no_vault" {
  command = plan

  variables {
    vault = false
  }

  assert {
    condition     = length(aws_backup_vault.this) + length(aws_backup_vault_lock_configuration.this) == 0 && output.vault_arn == null
    error_message = "A vault would stand empty."
  }
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    name = "Example"
  }

  expect_failures = [var.name]
}
