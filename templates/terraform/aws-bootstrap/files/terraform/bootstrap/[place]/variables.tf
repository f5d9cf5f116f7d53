# bootstrap.sh asks the CI platform for the first two and writes them to ci.auto.tfvars.json, which is committed.
variable "repository_id" {
  description = "Number of the repository at the CI platform: it survives a rename and is never given to another one."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+$", var.repository_id))
    error_message = "The id of the repository must be a number."
  }
}

variable "owner_id" {
  description = "Number of the organization that owns the repository."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9]+$", var.owner_id))
    error_message = "The id of the owner must be a number."
  }
}

variable "audit_trail" {
  description = "Whether this account records its calls itself; false where a trail of the organisation does it already."
  type        = bool
  default     = true
  nullable    = false
}

variable "identity_provider" {
  description = "Whether this place makes the account's identity provider for the CI platform; false where the account has it already. To hand it over: terraform state rm 'aws_iam_openid_connect_provider.github[0]' first."
  type        = bool
  default     = true
  nullable    = false
}
