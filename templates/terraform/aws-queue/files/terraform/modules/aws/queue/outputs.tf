output "arn" {
  description = "ARN of the queue."
  value       = aws_sqs_queue.this.arn
}

output "dead_letter_url" {
  description = "Queue with what failed too often, for a person to look at."
  value       = aws_sqs_queue.dead.url
}

output "settings" {
  description = "What the service has to know."
  value       = { QUEUE_URL = aws_sqs_queue.this.url }
}
