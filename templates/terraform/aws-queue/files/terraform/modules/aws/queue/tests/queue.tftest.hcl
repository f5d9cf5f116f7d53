mock_provider "aws" {
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

run "messages_are_encrypted" {
  command = apply

  assert {
    condition     = aws_sqs_queue.this.kms_master_key_id == var.kms_key_arn && aws_sqs_queue.dead.kms_master_key_id == var.kms_key_arn
    error_message = "Messages must be encrypted with the key of the service, dead ones too."
  }

  assert {
    condition     = alltrue([for document in data.aws_iam_policy_document.queue : document.statement[0].effect == "Deny" && one(document.statement[0].condition).variable == "aws:SecureTransport"])
    error_message = "Messages could be read in clear."
  }
}

run "no_message_is_lost_or_tried_for_ever" {
  command = apply

  assert {
    condition     = jsondecode(aws_sqs_queue.this.redrive_policy) == { deadLetterTargetArn = aws_sqs_queue.dead.arn, maxReceiveCount = 5 }
    error_message = "A message that fails must end in the dead letter queue."
  }

  assert {
    condition     = jsondecode(aws_sqs_queue_redrive_allow_policy.dead.redrive_allow_policy).sourceQueueArns == [aws_sqs_queue.this.arn]
    error_message = "Other queues could fill the dead letter queue."
  }

  assert {
    condition     = aws_sqs_queue.dead.message_retention_seconds > aws_sqs_queue.this.message_retention_seconds
    error_message = "The time of a message goes on in the dead letter queue, so it needs more."
  }
}

run "ha_waits_two_weeks" {
  command = plan

  variables {
    size = "ha"
  }

  assert {
    condition     = aws_sqs_queue.this.message_retention_seconds == 14 * 24 * 60 * 60
    error_message = "The size ha must keep messages for two weeks."
  }
}

run "the_service_reaches_its_queue_only" {
  command = apply

  assert {
    condition     = data.aws_iam_policy_document.use.statement[0].resources == toset([aws_sqs_queue.this.arn]) && !anytrue([for action in data.aws_iam_policy_document.use.statement[0].actions : strcontains(action, "*") || strcontains(action, "Purge")])
    error_message = "The role of the service may do more than send, take and acknowledge."
  }
}

run "a_long_name_is_what_sqs_takes" {
  command = plan

  variables {
    name    = "a23456789-123456789-123456789x-e23456789-12345"
    service = "a23456789-123456789-123456789-12"
  }

  assert {
    condition     = length(aws_sqs_queue.dead.name) <= 80 && aws_sqs_queue.dead.name != aws_sqs_queue.this.name && startswith(aws_sqs_queue.dead.name, "${var.name}_")
    error_message = "SQS takes 80 characters, and the environment must stay readable for the rights of its pipeline."
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
