mock_provider "aws" {}

variables {
  domain = "dev.acme.example"
}

run "a_zone_is_made_for_the_environment" {
  command = plan

  assert {
    condition     = aws_route53_zone.this[0].name == "dev.acme.example"
    error_message = "The zone has another name than the environment."
  }

  assert {
    condition     = length(data.aws_route53_zone.existing) == 0
    error_message = "A zone that nobody named is looked for."
  }
}

run "one_authority_issues_certificates" {
  command = plan

  assert {
    condition     = aws_route53_record.caa[0].records == toset(["0 issue \"letsencrypt.org\"", "0 issuewild \"letsencrypt.org\""])
    error_message = "Any authority could issue a certificate for a name of the environment."
  }
}

run "a_zone_that_exists_is_used_and_left_as_it_is" {
  command = plan

  variables {
    existing_zone = "acme.example"
  }

  assert {
    condition     = length(aws_route53_zone.this) == 0 && length(aws_route53_record.caa) == 0 && data.aws_route53_zone.existing[0].name == "acme.example"
    error_message = "A zone of somebody else is changed, or a second one is made."
  }
}

run "refuses_a_domain_that_is_none" {
  command = plan

  variables {
    domain = "Acme"
  }

  expect_failures = [var.domain]
}

run "refuses_a_zone_beside_the_domain" {
  command = plan

  variables {
    existing_zone = "me.example"
  }

  expect_failures = [var.existing_zone]
}
