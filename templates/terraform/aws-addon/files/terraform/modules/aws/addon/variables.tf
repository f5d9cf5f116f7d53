variable "name" {
  description = "Name of the environment on AWS; the role is named after it and the add-on."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "addon" {
  description = "Name of the add-on, as its folder in platform/ has it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$", var.addon))
    error_message = "The add-on must be 1 to 32 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "cluster_name" {
  description = "Cluster that the add-on runs on."
  type        = string
  nullable    = false
}

variable "namespace" {
  description = "Namespace of the pods that take the role."
  type        = string
  nullable    = false
}

variable "service_account" {
  description = "Service account of the pods that take the role."
  type        = string
  nullable    = false
}

variable "policy" {
  description = "What the add-on may do, as the JSON of an IAM policy."
  type        = string
  nullable    = false

  validation {
    condition     = can(jsondecode(var.policy).Statement)
    error_message = "The policy must be the JSON of an IAM policy, with statements."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that caps the role of the add-on; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/.+$", var.permissions_boundary))
    error_message = "The permissions boundary must be the ARN of an IAM policy."
  }
}
