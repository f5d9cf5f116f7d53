variable "name" {
  description = "Name of the environment on AWS whose copies these are."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "vault" {
  description = "Whether there is a vault for copies of backups."
  type        = bool
  nullable    = false
}

variable "locked" {
  description = "Whether nobody may end a copy within its first week."
  type        = bool
  nullable    = false
}
