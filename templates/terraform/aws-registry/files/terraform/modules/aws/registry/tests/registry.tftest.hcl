mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name         = "example"
  repositories = ["example/api", "example/worker"]
}

run "images_are_immutable_scanned_and_encrypted" {
  command = plan

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : repository.image_tag_mutability == "IMMUTABLE"])
    error_message = "A tag could be moved to another image."
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : repository.image_scanning_configuration[0].scan_on_push])
    error_message = "A repository does not scan what is pushed."
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : repository.encryption_configuration[0].encryption_type == "KMS"])
    error_message = "A repository is not encrypted with our key."
  }

  assert {
    condition     = aws_kms_key.this.enable_key_rotation
    error_message = "The key of the registry must rotate."
  }
}

run "a_repository_with_images_is_not_deleted" {
  command = plan

  assert {
    condition     = !anytrue([for repository in aws_ecr_repository.this : coalesce(repository.force_delete, false)])
    error_message = "A repository would be deleted with the images in it."
  }
}

run "nothing_expires_by_age" {
  command = plan

  assert {
    condition     = alltrue([for policy in aws_ecr_lifecycle_policy.this : jsondecode(policy.policy).rules[*].selection.countType == ["imageCountMoreThan"]])
    error_message = "A digest that runs could expire because it is old."
  }
}

run "other_accounts_pull_nothing_by_default" {
  command = plan

  assert {
    condition     = length(aws_ecr_repository_policy.pull) == 0
    error_message = "Another account could pull."
  }
}

run "other_accounts_pull_and_no_more" {
  command = plan

  variables {
    pull_accounts = ["222222222222"]
  }

  assert {
    condition = alltrue([for policy in aws_ecr_repository_policy.pull : jsondecode(policy.policy).Statement == [{
      Effect    = "Allow"
      Action    = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      Principal = { AWS = ["arn:aws:iam::222222222222:root"] }
    }]]) && length(aws_ecr_repository_policy.pull) == 2
    error_message = "Another account could do more than pull, or not that."
  }
}

run "refuses_an_account_that_is_no_number" {
  command = plan

  variables {
    pull_accounts = ["everybody"]
  }

  expect_failures = [var.pull_accounts]
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    name = "Example"
  }

  expect_failures = [var.name]
}

run "refuses_a_repository_with_capitals" {
  command = plan

  variables {
    repositories = ["Example/API"]
  }

  expect_failures = [var.repositories]
}

run "refuses_to_keep_too_few_images" {
  command = plan

  variables {
    keep_images = 10
  }

  expect_failures = [var.keep_images]
}
