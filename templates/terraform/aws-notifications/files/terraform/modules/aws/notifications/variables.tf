variable "name" {
  description = "Name of the environment on AWS; the topic is named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "emails" {
  description = "E-mail addresses that are told; everybody else subscribes to the topic."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "An e-mail address must have a name, an @ and a domain."
  }
}
