output "state_bucket" {
  description = "Bucket that holds every state of this place."
  value       = local.state_bucket.id
}

output "state_key_arn" {
  description = "Key that encrypts the states."
  value       = aws_kms_key.state.arn
}

output "ci_variables" {
  description = "What pipelines must know: variables of the repository, and of each environment of the CI platform."

  value = {
    repository = {
      AWS_REGION       = local.region
      AWS_ROLE_PUBLISH = aws_iam_role.publish.arn
      REGISTRY         = local.registry
    }

    environments = merge(
      { for name, settings in local.environments : "${name}-plan" => {
        AWS_REGION    = settings.region
        AWS_ROLE_PLAN = aws_iam_role.plan[name].arn
      } },
      { for name, settings in local.environments : name => {
        AWS_REGION     = settings.region
        AWS_ROLE_APPLY = aws_iam_role.apply[name].arn
        AWS_ROLE_PLAN  = aws_iam_role.plan[name].arn
      } },
    )
  }
}
