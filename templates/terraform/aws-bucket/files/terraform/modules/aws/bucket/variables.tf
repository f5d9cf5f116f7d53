variable "name" {
  description = "Name of the environment on AWS; the bucket is named after it and the service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "service" {
  description = "Name of the service that uses the bucket."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$", var.service))
    error_message = "The service must be 1 to 32 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "size" {
  description = "Size of the bucket: small, standard or ha; main.tf says what each of them is."
  type        = string
  nullable    = false

  validation {
    condition     = contains(["small", "standard", "ha"], var.size)
    error_message = "The size must be small, standard or ha."
  }
}

variable "kms_key_arn" {
  description = "ARN of the key that encrypts the data of the service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "The key must be the ARN of a KMS key."
  }
}

variable "role_name" {
  description = "Role of the service's pods, which may use the bucket; null for a copy in another region, which none of them uses."
  type        = string
}
