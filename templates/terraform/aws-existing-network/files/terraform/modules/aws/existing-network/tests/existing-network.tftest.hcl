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

  assert {
    condition     = length(aws_ec2_tag.karpenter_discovery) == 0
    error_message = "Without a cluster of ours nothing of the network may be changed."
  }
}

run "karpenter_finds_the_private_subnets" {
  command = plan

  variables {
    cluster_name = "example-dev"
  }

  assert {
    condition     = toset([for tag in aws_ec2_tag.karpenter_discovery : tag.resource_id]) == toset(output.private_subnet_ids)
    error_message = "Nodes could stand in no private subnet, or in another one."
  }

  assert {
    condition     = one(distinct([for tag in aws_ec2_tag.karpenter_discovery : "${tag.key}=${tag.value}"])) == "karpenter.sh/discovery/example-dev=true"
    error_message = "platform/karpenter names this tag, and another cluster in the network must have another one."
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

run "refuses_a_name_that_eks_would_not_take" {
  command = plan

  variables {
    cluster_name = "example dev"
  }

  expect_failures = [var.cluster_name]
}
