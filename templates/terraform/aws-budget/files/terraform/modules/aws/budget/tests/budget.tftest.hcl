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

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:111111111111:example-dev-budget" }
  }

  mock_resource "aws_kms_key" {
    defaults = { arn = "arn:aws:kms:eu-west-1:111111111111:key/00000000-0000-0000-0000-000000000000" }
  }
}

variables {
  name          = "example-dev"
  monthly_limit = 500
  emails        = ["platform@example.com"]
}

run "it_counts_this_environment_alone" {
  command = plan

  assert {
    condition     = jsonencode([for filter in aws_budgets_budget.this.cost_filter : [filter.name, filter.values]]) == jsonencode([["TagKeyValue", ["user:Environment$example-dev"]]])
    error_message = "The budget must count what carries the tag of its environment, and nothing else."
  }

  assert {
    condition     = aws_budgets_budget.this.limit_amount == "500" && aws_budgets_budget.this.time_unit == "MONTHLY"
    error_message = "The limit must be the given one, per month."
  }
}

run "somebody_hears_of_it" {
  command = apply

  assert {
    condition     = toset([for one in aws_budgets_budget.this.notification : one.notification_type]) == toset(["ACTUAL", "FORECASTED"])
    error_message = "A budget must tell of what is spent and of what will be."
  }

  assert {
    condition     = alltrue([for one in aws_budgets_budget.this.notification : contains(one.subscriber_email_addresses, "platform@example.com") && contains(one.subscriber_sns_topic_arns, aws_sns_topic.this.arn)])
    error_message = "Every message must reach the addresses and the topic."
  }
}

run "messages_are_encrypted_and_come_from_budgets" {
  command = apply

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == aws_kms_key.this.arn && aws_kms_key.this.enable_key_rotation
    error_message = "Messages must be encrypted with a key that rotates."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.topic.statement : one(statement.principals).identifiers if statement.effect != "Deny"]) == toset(["budgets.amazonaws.com"])
    error_message = "Nobody but AWS Budgets may publish to the topic."
  }
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    name = "Example"
  }

  expect_failures = [var.name]
}

run "refuses_a_limit_of_nothing" {
  command = plan

  variables {
    monthly_limit = 0
  }

  expect_failures = [var.monthly_limit]
}

run "refuses_a_handle_for_an_address" {
  command = plan

  variables {
    emails = ["@platform on-call"]
  }

  expect_failures = [var.emails]
}

run "refuses_more_addresses_than_aws_writes_to" {
  command = plan

  variables {
    emails = [for number in range(11) : "person-${number}@example.com"]
  }

  expect_failures = [var.emails]
}
