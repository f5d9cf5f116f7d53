mock_provider "aws" {
  mock_data "aws_caller_identity" {
    defaults = { account_id = "111111111111" }
  }

  mock_data "aws_iam_policy_document" {
    defaults = { json = "{\"Version\":\"2012-10-17\",\"Statement\":[]}" }
  }
}

variables {
  name            = "example-dev"
  addon           = "external-dns"
  cluster_name    = "example-dev"
  namespace       = "dns"
  service_account = "external-dns"
  policy          = "{\"Version\":\"2012-10-17\",\"Statement\":[]}"
}

run "the_role_is_for_the_pods_of_one_account" {
  command = plan

  assert {
    condition     = aws_eks_pod_identity_association.this.namespace == "dns" && aws_eks_pod_identity_association.this.service_account == "external-dns"
    error_message = "Other pods than those of the add-on would get its role."
  }

  assert {
    condition = (
      one(data.aws_iam_policy_document.trust.statement[0].principals).identifiers == toset(["pods.eks.amazonaws.com"]) &&
      one(data.aws_iam_policy_document.trust.statement[0].condition).values == tolist(["111111111111"])
    )
    error_message = "The role can be taken by something else than Pod Identity of this account."
  }

  assert {
    condition     = aws_iam_role.this.path == "/example-dev/"
    error_message = "The pipeline manages roles below the path of its environment only."
  }
}

run "a_long_name_is_cut_and_stays_unique" {
  command = plan

  variables {
    name  = "a23456789-123456789-123456789x-e23456789-12345"
    addon = "a23456789-123456789-123456789-12"
  }

  assert {
    condition     = length(aws_iam_role.this.name) == 50 && endswith(aws_iam_role.this.name, substr(sha256("${var.name}-addon-${var.addon}"), 0, 6))
    error_message = "A long name must end in a hash of the whole."
  }
}

run "refuses_a_name_with_capitals" {
  command = plan

  variables {
    name = "Example"
  }

  expect_failures = [var.name]
}

run "refuses_an_addon_with_capitals" {
  command = plan

  variables {
    addon = "DNS"
  }

  expect_failures = [var.addon]
}

run "refuses_a_policy_without_statements" {
  command = plan

  variables {
    policy = "{}"
  }

  expect_failures = [var.policy]
}

run "refuses_a_boundary_that_is_no_policy" {
  command = plan

  variables {
    permissions_boundary = "boundary"
  }

  expect_failures = [var.permissions_boundary]
}
