mock_provider "aws" {
  mock_data "aws_vpc" {
    defaults = { cidr_block = "10.0.0.0/16" }
  }

  mock_data "aws_subnets" {
    defaults = { ids = ["subnet-b", "subnet-a"] }
  }
}

variables {
  vpc_id = "vpc-0a1b2c3d4e5f67890"
  cidr   = "10.0.0.0/16"
}

run "finds_the_private_subnets" {
  command = plan

  assert {
    condition     = output.private_subnet_ids == tolist(["subnet-a", "subnet-b"])
    error_message = "The order of the subnets must not depend on AWS."
  }

  assert {
    condition     = data.aws_subnets.private.tags == tomap({ "kubernetes.io/role/internal-elb" = "1" })
    error_message = "A subnet that is not private could be taken."
  }
}

run "refuses_a_network_with_another_range" {
  command = plan

  variables {
    cidr = "10.1.0.0/16"
  }

  expect_failures = [data.aws_vpc.this]
}

run "refuses_a_single_subnet" {
  command = plan

  override_data {
    target = data.aws_subnets.private
    values = { ids = ["subnet-a"] }
  }

  expect_failures = [data.aws_subnets.private]
}

run "refuses_a_name_for_an_id" {
  command = plan

  variables {
    vpc_id = "main"
  }

  expect_failures = [var.vpc_id]
}

run "refuses_a_range_that_is_none" {
  command = plan

  variables {
    cidr = "10.0.0.0"
  }

  expect_failures = [var.cidr]
}
