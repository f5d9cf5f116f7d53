variable "name" {
  description = "Name of the environment on AWS; everything in the network is named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "cidr" {
  description = "IPv4 range of the network, from /16 to /20."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr, 0)) && can(regex("^[0-9.]+/(1[6-9]|20)$", var.cidr))
    error_message = "The cidr must be an IPv4 range between /16 and /20, for example 10.0.0.0/16."
  }
}

variable "nat_per_zone" {
  description = "One NAT gateway per zone, so that losing a zone cuts off no other; false shares one."
  type        = bool
  default     = false
  nullable    = false
}

variable "interface_endpoints" {
  description = "Endpoints for ECR, STS and CloudWatch Logs in every zone, so that these need no NAT gateway."
  type        = bool
  default     = false
  nullable    = false
}

variable "permissions_boundary" {
  description = "ARN of the policy that caps the role which writes the flow logs; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/.+$", var.permissions_boundary))
    error_message = "The permissions boundary must be the ARN of an IAM policy."
  }
}
