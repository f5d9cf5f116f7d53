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

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:111111111111:example-dev__notifications" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000" }
  }
}

variables {
  name   = "example-dev"
  emails = ["platform@example.com"]
}

run "an_address_is_told_by_mail" {
  command = plan

  assert {
    condition     = aws_sns_topic_subscription.email["platform@example.com"].protocol == "email"
    error_message = "An address that was given must be told."
  }
}

run "messages_are_encrypted" {
  command = apply

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == aws_kms_key.this.arn && aws_kms_key.this.enable_key_rotation
    error_message = "Messages must be encrypted with a key that rotates."
  }
}

run "services_of_this_account_speak_and_nobody_else" {
  command = apply

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.topic.statement : one(one(statement.principals).identifiers) => flatten([for condition in statement.condition : condition.values])
      if statement.effect != "Deny"
      } == {
      "budgets.amazonaws.com"    = ["arn:aws:budgets::111111111111:*"]
      "cloudwatch.amazonaws.com" = ["arn:aws:cloudwatch:eu-west-1:111111111111:alarm:example-dev__*"]
      "events.amazonaws.com"     = []
    }
    error_message = "Budgets and alarms speak for this environment alone, and EventBridge without a condition, which would silence it."
  }
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    name = "Example"
  }

  expect_failures = [var.name]
}

run "refuses_a_handle_for_an_address" {
  command = plan

  variables {
    emails = ["@platform on-call"]
  }

  expect_failures = [var.emails]
}
