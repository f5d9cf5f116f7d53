output "monthly_limit" {
  description = "What the environment may cost in a month, in US dollars."
  value       = var.monthly_limit
}

output "topic_arn" {
  description = "ARN of the topic that says when the limit comes near, for whoever subscribes."
  value       = aws_sns_topic.this.arn
}
