mock_provider "aws" {
  mock_data "aws_availability_zones" {
    defaults = { names = ["eu-west-1c", "eu-west-1a", "eu-west-1b", "eu-west-1d"] }
  }

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
  name = "example-dev"
  cidr = "10.0.0.0/16"
}

run "subnets_spread_over_three_zones" {
  command = plan

  assert {
    condition     = [for zone in ["eu-west-1a", "eu-west-1b", "eu-west-1c"] : aws_subnet.private[zone].cidr_block] == ["10.0.0.0/19", "10.0.32.0/19", "10.0.64.0/19"]
    error_message = "Private subnets are not one /19 per zone."
  }

  assert {
    condition     = [for zone in ["eu-west-1a", "eu-west-1b", "eu-west-1c"] : aws_subnet.public[zone].cidr_block] == ["10.0.224.0/24", "10.0.225.0/24", "10.0.226.0/24"]
    error_message = "Public subnets are not one /24 per zone."
  }
}

run "no_fourth_zone" {
  command = plan

  assert {
    condition     = length(aws_subnet.private) == 3 && length(aws_subnet.public) == 3
    error_message = "A region with more zones must still give three."
  }
}

run "nothing_gets_a_public_address_by_itself" {
  command = plan

  assert {
    condition     = !anytrue([for subnet in concat(values(aws_subnet.public), values(aws_subnet.private)) : subnet.map_public_ip_on_launch])
    error_message = "A subnet hands out public addresses."
  }

  assert {
    condition     = alltrue([for route in aws_route.nat : route.gateway_id == null])
    error_message = "A private subnet has a route to the internet gateway."
  }
}

run "connections_are_on_record" {
  command = plan

  assert {
    condition     = aws_flow_log.this.traffic_type == "ALL" && aws_cloudwatch_log_group.flow_logs.retention_in_days >= 365
    error_message = "Flow logs must cover all traffic and be kept for a year."
  }

  assert {
    condition     = aws_kms_key.flow_logs.enable_key_rotation
    error_message = "The key of the flow logs must rotate."
  }
}

run "one_nat_gateway_is_shared" {
  command = plan

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a"]
    error_message = "Without nat_per_zone there is one NAT gateway, in the first zone."
  }
}

run "a_nat_gateway_per_zone" {
  command = plan

  variables {
    nat_per_zone = true
  }

  assert {
    condition     = keys(aws_nat_gateway.this) == ["eu-west-1a", "eu-west-1b", "eu-west-1c"]
    error_message = "With nat_per_zone each zone has its own NAT gateway."
  }
}

run "endpoints_are_asked_for" {
  command = plan

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 0 && length(aws_security_group.endpoints) == 0
    error_message = "Endpoints are paid by zone and hour: without interface_endpoints there is none."
  }

  assert {
    condition     = aws_vpc_endpoint.s3.vpc_endpoint_type == "Gateway"
    error_message = "Image layers must reach S3 without NAT."
  }
}

run "endpoints_answer_the_network_alone" {
  command = plan

  variables {
    interface_endpoints = true
  }

  assert {
    condition     = keys(aws_vpc_endpoint.interface) == ["ecr.api", "ecr.dkr", "logs", "sts"] && alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.private_dns_enabled])
    error_message = "ECR, STS and logs must have endpoints that answer to their usual names."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.endpoints[0].cidr_ipv4 == var.cidr && aws_vpc_security_group_ingress_rule.endpoints[0].from_port == 443
    error_message = "An endpoint must let in the network over TLS, and nobody else."
  }
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    name = "Example"
  }

  expect_failures = [var.name]
}

run "refuses_a_range_that_is_too_small" {
  command = plan

  variables {
    cidr = "10.0.0.0/24"
  }

  expect_failures = [var.cidr]
}

run "refuses_a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary = "boundary"
  }

  expect_failures = [var.permissions_boundary]
}
