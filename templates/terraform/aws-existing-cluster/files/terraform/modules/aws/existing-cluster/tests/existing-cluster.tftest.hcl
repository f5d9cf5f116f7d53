mock_provider "aws" {
  mock_data "aws_eks_cluster" {
    defaults = {
      access_config = [{ authentication_mode = "API", bootstrap_cluster_creator_admin_permissions = false }]
      vpc_config = [{
        cluster_security_group_id = "sg-0a1b2c3d4e5f67890"
        endpoint_private_access   = true
        endpoint_public_access    = false
        public_access_cidrs       = []
        security_group_ids        = []
        subnet_ids                = []
        vpc_id                    = "vpc-0a1b2c3d4e5f67890"
      }]
    }
  }
}

variables {
  name   = "shared"
  vpc_id = "vpc-0a1b2c3d4e5f67890"
}

run "finds_the_cluster" {
  command = plan

  assert {
    condition     = output.name == "shared" && output.security_group_id == "sg-0a1b2c3d4e5f67890"
    error_message = "Services would run on another cluster, or their databases let in somebody else."
  }
}

run "refuses_a_cluster_in_another_network" {
  command = plan

  variables {
    vpc_id = "vpc-0123456789abcdef0"
  }

  expect_failures = [data.aws_eks_cluster.this]
}

run "refuses_a_cluster_without_access_entries" {
  command = plan

  override_data {
    target = data.aws_eks_cluster.this
    values = {
      access_config = [{ authentication_mode = "CONFIG_MAP", bootstrap_cluster_creator_admin_permissions = false }]
      vpc_config = [{
        cluster_security_group_id = "sg-0a1b2c3d4e5f67890"
        endpoint_private_access   = true
        endpoint_public_access    = false
        public_access_cidrs       = []
        security_group_ids        = []
        subnet_ids                = []
        vpc_id                    = "vpc-0a1b2c3d4e5f67890"
      }]
    }
  }

  expect_failures = [data.aws_eks_cluster.this]
}

run "refuses_a_name_that_eks_would_not_take" {
  command = plan

  variables {
    name = "shared cluster"
  }

  expect_failures = [var.name]
}

run "refuses_a_name_for_an_id" {
  command = plan

  variables {
    vpc_id = "main"
  }

  expect_failures = [var.vpc_id]
}
