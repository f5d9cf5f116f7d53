variable "name" {
  description = "Name of the platform; the encryption key is named after it."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[a-z]([a-z0-9-]{0,44}[a-z0-9])?$", var.name))
    error_message = "The name must be 1 to 46 lower-case letters, digits and hyphens, and start with a letter."
  }
}

variable "repositories" {
  description = "Names of the image repositories, for example example/api."
  type        = set(string)
  nullable    = false

  validation {
    condition     = alltrue([for name in var.repositories : can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", name)) && length(name) <= 256])
    error_message = "A repository name must be lower-case words joined by single dots, hyphens, underscores or slashes."
  }
}

variable "keep_images" {
  description = "How many images, signatures and attestations a repository keeps; the oldest go first."
  type        = number
  default     = 2000
  nullable    = false

  validation {
    condition     = var.keep_images >= 100 && floor(var.keep_images) == var.keep_images
    error_message = "A repository must keep at least 100 images, so that no running digest expires."
  }
}

variable "pull_accounts" {
  description = "Numbers of the other accounts whose nodes may pull."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = alltrue([for account in var.pull_accounts : can(regex("^[0-9]{12}$", account))])
    error_message = "The number of an account has twelve digits."
  }
}
