variable "domain" {
  description = "Name below which the services of the environment answer."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z][a-z0-9-]*[a-z0-9]$", var.domain))
    error_message = "The domain must be a DNS name in small letters, without a dot at its end."
  }
}

variable "existing_zone" {
  description = "Name of a public hosted zone of this account that has the domain or is above it; null to make one for the domain."
  type        = string
  default     = null

  validation {
    condition     = var.existing_zone == null || endswith(".${var.domain}", ".${coalesce(var.existing_zone, var.domain)}")
    error_message = "The zone must be the domain itself or one above it."
  }
}

variable "certificate_authority" {
  description = "The only authority that may issue certificates for the domain."
  type        = string
  default     = "letsencrypt.org"
  nullable    = false
}
