mock_provider "aws" {
  mock_data "aws_region" {
    defaults = { region = "eu-west-1" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }

  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:eu-west-1:111111111111:example-dev_orders" }
  }
}

variables {
  name        = "example-dev"
  service     = "orders"
  role_name   = "example-dev-orders"
  kms_key_arn = "arn:aws:kms:eu-west-1:111111111111:key/orders"
}

run "messages_are_encrypted" {
  command = plan

  assert {
    condition     = aws_sns_topic.this.kms_master_key_id == var.kms_key_arn
    error_message = "Messages must be encrypted with the key of the service."
  }

  assert {
    condition     = data.aws_iam_policy_document.topic.statement[0].effect == "Deny" && one(data.aws_iam_policy_document.topic.statement[0].condition).variable == "aws:SecureTransport"
    error_message = "The topic would take a message in clear."
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.topic.statement : statement.effect == "Deny"])
    error_message = "The topic must let nobody in beside what roles are given."
  }
}

run "the_service_publishes_and_nothing_else" {
  command = apply

  assert {
    condition     = data.aws_iam_policy_document.use.statement[0].actions == toset(["sns:Publish"]) && data.aws_iam_policy_document.use.statement[0].resources == toset([aws_sns_topic.this.arn])
    error_message = "The role of the service may do more than publish."
  }
}

run "the_name_ends_the_environment" {
  command = plan

  assert {
    condition     = aws_sns_topic.this.name == "example-dev_orders"
    error_message = "The topic is not the one that the rights of the pipeline name."
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

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    kms_key_arn = "alias/orders"
  }

  expect_failures = [var.kms_key_arn]
}
