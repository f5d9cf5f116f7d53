output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "name" {
  description = "Name of the bucket, once it keeps versions."
  value       = aws_s3_bucket_versioning.this.bucket
}

output "settings" {
  description = "What the service has to know."
  value       = { BUCKET_NAME = aws_s3_bucket.this.bucket }
}
