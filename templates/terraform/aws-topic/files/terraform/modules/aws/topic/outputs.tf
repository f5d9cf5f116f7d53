output "arn" {
  description = "ARN of the topic, for whoever subscribes."
  value       = aws_sns_topic.this.arn
}

output "settings" {
  description = "What the service has to know."
  value       = { TOPIC_ARN = aws_sns_topic.this.arn }
}
