variable "endpoint_public_access" {
  description = "Whether the Kubernetes API can be reached from the internet, by public_access_cidrs only."
  type        = bool
  default     = false
  nullable    = false
}

variable "public_access_cidrs" {
  description = "Public IPv4 ranges that may reach the API while endpoint_public_access is on: an office, a VPN gateway."
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.public_access_cidrs : can(cidrhost(cidr, 0)) && can(regex("/(1[6-9]|2[0-9]|3[0-2])$", cidr))])
    error_message = "A public range must be IPv4 between /16 and /32: the API is never open to the whole internet."
  }

  validation {
    condition     = !var.endpoint_public_access || length(var.public_access_cidrs) > 0
    error_message = "A public endpoint needs the ranges that may reach it: without any, EKS opens it to the whole internet."
  }
}

variable "deploy_from" {
  description = "Private IPv4 ranges from which the private API may be reached: the subnet of the deploy runner, a VPN."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.deploy_from : can(cidrhost(cidr, 0)) && can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.).*/([89]|[12][0-9]|3[0-2])$", cidr))])
    error_message = "A range must be private IPv4 (in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16)."
  }
}

variable "administrators" {
  description = "IAM roles that administer the cluster besides the admin role of the bootstrap, ARN by a name of your choice."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.administrators) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$", arn))])
    error_message = "An administrator must be the ARN of an IAM role, not of a session or user."
  }
}

variable "monthly_budget" {
  description = "What the environment may cost in a month, in US dollars; null takes the figure of its size in main.tf."
  type        = number
  default     = null

  validation {
    condition     = var.monthly_budget == null || try(var.monthly_budget >= 1 && floor(var.monthly_budget) == var.monthly_budget, false)
    error_message = "The budget must be a whole number of US dollars, at least 1."
  }
}
