output "topic_arn" {
  description = "ARN of the topic, for whoever speaks or subscribes."
  value       = aws_sns_topic.this.arn
}
