output "copy_name" {
  description = "Name of the bucket that holds the copies."
  value       = var.to.name
}
