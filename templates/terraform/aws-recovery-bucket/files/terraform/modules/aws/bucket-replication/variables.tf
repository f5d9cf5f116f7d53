variable "name" {
  description = "Name of the environment on AWS; the role that copies is named after it and the service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "service" {
  description = "Name of the service whose objects are copied."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$", var.service))
    error_message = "The service must be 1 to 32 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "from" {
  description = "The bucket that is copied, which keeps versions, and the key of its objects."
  type        = object({ name = string, arn = string, kms_key_arn = string })
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.from.kms_key_arn))
    error_message = "The key must be the ARN of a KMS key."
  }
}

variable "to" {
  description = "The bucket of another region that takes the copies, which keeps versions, and the key that encrypts them there."
  type        = object({ name = string, arn = string, kms_key_arn = string })
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.to.kms_key_arn))
    error_message = "The key must be the ARN of a KMS key."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that caps the role which copies; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/.+$", var.permissions_boundary))
    error_message = "The permissions boundary must be the ARN of an IAM policy."
  }
}
