output "role_arn" {
  description = "ARN of the role of the add-on."
  value       = aws_iam_role.this.arn
}
