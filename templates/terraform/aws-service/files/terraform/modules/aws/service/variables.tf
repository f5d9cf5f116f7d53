variable "name" {
  description = "Name of the environment on AWS; everything of the service is named after both."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "service" {
  description = "Name of the service; its namespace and its service account have the same."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$", var.service))
    error_message = "The service must be 1 to 32 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "cluster_name" {
  description = "Cluster that the service runs on."
  type        = string
  nullable    = false
}

variable "permissions_boundary" {
  description = "ARN of the policy that caps the role of the service; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/.+$", var.permissions_boundary))
    error_message = "The permissions boundary must be the ARN of an IAM policy."
  }
}
