output "role_name" {
  description = "Role of the pods; what the service uses attaches its policy here."
  value       = aws_iam_role.this.name
}

output "kms_key_arn" {
  description = "ARN of the key that encrypts the data of the service."
  value       = aws_kms_key.this.arn
}

output "role_arn" {
  description = "ARN of the role of the pods."
  value       = aws_iam_role.this.arn
}
