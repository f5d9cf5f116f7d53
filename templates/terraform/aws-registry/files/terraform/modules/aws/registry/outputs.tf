output "repository_arns" {
  description = "ARNs of the repositories, by name."
  value       = { for name, repository in aws_ecr_repository.this : name => repository.arn }
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the images."
  value       = aws_kms_key.this.arn
}
