variable "name" {
  description = "Name of the cluster; its roles, key and log group are named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "kubernetes_version" {
  description = "Minor version of Kubernetes, 1.x without the patch; it goes up one at a time."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^1\\.[0-9]{2}$", var.kubernetes_version))
    error_message = "The Kubernetes version must be a minor version: 1.x, without the patch."
  }
}

variable "subnet_ids" {
  description = "Private subnets in at least two zones, for control plane and nodes. Their zones cannot be changed later."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "A cluster needs subnets in at least two zones."
  }
}

variable "endpoint_public_access" {
  description = "Whether the Kubernetes API can be reached from the internet, by public_access_cidrs only."
  type        = bool
  default     = false
  nullable    = false
}

variable "public_access_cidrs" {
  description = "Public IPv4 ranges that may reach the API while endpoint_public_access is on."
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

variable "api_client_cidrs" {
  description = "Private IPv4 ranges that may reach the API over the network: the deploy runner, a VPN."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for cidr in var.api_client_cidrs : can(cidrhost(cidr, 0)) && can(regex("^(10\\.|172\\.(1[6-9]|2[0-9]|3[01])\\.|192\\.168\\.).*/([89]|[12][0-9]|3[0-2])$", cidr))])
    error_message = "An API client must be a private IPv4 range (10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16)."
  }
}

variable "administrators" {
  description = "IAM roles that administer the cluster, ARN by a name of your choice."
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for arn in values(var.administrators) : can(regex("^arn:[a-z-]+:iam::[0-9]{12}:role/.+$", arn))])
    error_message = "An administrator must be the ARN of an IAM role, not of a session or user."
  }
}

variable "node_instance_type" {
  description = "EC2 instance type of the nodes (x86); changing it rolls them one by one."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]*[0-9][a-z0-9-]*\\.[a-z0-9-]+$", var.node_instance_type))
    error_message = "The instance type must look like m6i.large."
  }
}

variable "node_count" {
  description = "Number of nodes, spread over the zones of the subnets."
  type        = number
  nullable    = false

  validation {
    condition     = var.node_count >= 2 && floor(var.node_count) == var.node_count
    error_message = "A cluster needs at least two nodes, so that one can be replaced."
  }
}

variable "node_release" {
  description = "Release of the image of the nodes; null for the one that EKS recommended when they were made."
  type        = string
  default     = null

  validation {
    condition     = var.node_release == null || can(regex("^1\\.[0-9]{2}\\.[0-9]+-[0-9]{8}$", var.node_release))
    error_message = "The release is a version of Kubernetes with its patch, a hyphen and a date of eight digits."
  }
}

variable "backups" {
  description = "Backups of the volumes: for how many days they are kept, every how many hours one is made, whether nobody may end them sooner, the vault of another region that takes a copy of each, and the topic that hears of one that failed."
  type = object({
    keep_days   = number
    every_hours = optional(number, 24)
    locked      = optional(bool, false)
    copy_to     = optional(string)
    topic_arn   = string
  })
  nullable = false

  validation {
    condition     = var.backups.keep_days >= 7 && var.backups.keep_days <= 365 && floor(var.backups.keep_days) == var.backups.keep_days
    error_message = "Backups are kept for 7 to 365 whole days: what is noticed after a weekend must still be there."
  }

  validation {
    condition     = contains([1, 2, 3, 4, 6, 8, 12, 24], var.backups.every_hours)
    error_message = "Backups are made every 1, 2, 3, 4, 6, 8, 12 or 24 hours, at the same hours every day."
  }

  validation {
    condition     = alltrue([for vault in var.backups.copy_to[*] : can(regex("^arn:[a-z-]+:backup:[a-z0-9-]+:[0-9]{12}:backup-vault:.+$", vault))])
    error_message = "Copies go to the ARN of a vault."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that caps the roles of the cluster; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/.+$", var.permissions_boundary))
    error_message = "The permissions boundary must be the ARN of an IAM policy."
  }
}
