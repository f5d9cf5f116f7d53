variable "name" {
  description = "Name of the environment on AWS, which is also its tag Environment; the budget is named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "monthly_limit" {
  description = "What the environment may cost in a month, in US dollars: a decision, not a price."
  type        = number
  nullable    = false

  validation {
    condition     = var.monthly_limit >= 1 && floor(var.monthly_limit) == var.monthly_limit
    error_message = "The limit must be a whole number of US dollars, at least 1."
  }
}

variable "emails" {
  description = "E-mail addresses that AWS writes to, ten at most; everybody else subscribes to the topic."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for email in var.emails : can(regex("^[^@ ]+@[^@ ]+$", email))])
    error_message = "An e-mail address must have a name, an @ and a domain."
  }

  validation {
    condition     = length(var.emails) <= 10
    error_message = "AWS writes to ten addresses at most: take one that reaches a group."
  }
}
