variable "name" {
  description = "Name of the cluster."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$", var.name))
    error_message = "The name must be 1 to 100 letters, digits, hyphens and underscores."
  }
}

variable "vpc_id" {
  description = "Id of the VPC that the cluster must stand in."
  type        = string
  nullable    = false

  validation {
    condition     = startswith(var.vpc_id, "vpc-")
    error_message = "The id must be that of a VPC."
  }
}
