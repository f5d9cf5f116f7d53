variable "name" {
  description = "Name of the environment on AWS; the database is named after it and the service."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "service" {
  description = "Name of the service that uses the database."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$", var.service))
    error_message = "The service must be 1 to 32 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "size" {
  description = "Size of the database: small, standard or ha; main.tf says what each of them is."
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
  description = "Role of the service's pods, which may use the database."
  type        = string
  nullable    = false
}

variable "vpc_id" {
  description = "Network of the database."
  type        = string
  nullable    = false
}

variable "subnet_ids" {
  description = "Private subnets in at least two zones."
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "The database needs subnets in at least two zones."
  }
}

variable "client_security_group_id" {
  description = "Security group of those who may connect: the nodes of the cluster."
  type        = string
  nullable    = false
}

variable "protected" {
  description = "Whether the database cannot be deleted, and leaves a last snapshot and its backups if it ever is."
  type        = bool
  nullable    = false
}

variable "copies_of" {
  description = "Environment of another region, by its name on AWS, whose database of the same service is copied here; null for none."
  type        = object({ name = string, region = string })
  default     = null

  validation {
    condition     = alltrue([for one in var.copies_of[*] : can(regex("^[a-z]+-[a-z-]+-[0-9]$", one.region)) && one.name != var.name])
    error_message = "The copies must be of another environment, in a region such as eu-central-1."
  }
}

variable "major_version" {
  description = "Major version of PostgreSQL to go to at once, as long as it differs from the one that the module has; null for that one."
  type        = string
  default     = null

  validation {
    condition     = var.major_version == null || can(regex("^[0-9]{2}$", var.major_version))
    error_message = "A major version has two digits: RDS chooses the minor one."
  }
}

variable "permissions_boundary" {
  description = "ARN of the policy that caps the role which writes the figures of the machine; null for none."
  type        = string
  default     = null

  validation {
    condition     = var.permissions_boundary == null || can(regex("^arn:[a-z-]+:iam::[0-9]{12}:policy/.+$", var.permissions_boundary))
    error_message = "The permissions boundary must be the ARN of an IAM policy."
  }
}
