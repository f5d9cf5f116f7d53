variable "vpc_id" {
  description = "Id of the VPC."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^vpc-[0-9a-f]{8,17}$", var.vpc_id))
    error_message = "The id must be that of a VPC, for example vpc-0a1b2c3d4e5f67890."
  }
}

variable "cidr" {
  description = "IPv4 range that the VPC must have."
  type        = string
  nullable    = false

  validation {
    condition     = can(cidrhost(var.cidr, 0))
    error_message = "The cidr must be an IPv4 range, for example 10.0.0.0/16."
  }
}

variable "cluster_name" {
  description = "Name of our cluster whose nodes stand in the network; null for a cluster that exists."
  type        = string
  default     = null

  validation {
    condition     = var.cluster_name == null || can(regex("^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$", var.cluster_name))
    error_message = "The name must be 1 to 100 letters, digits, hyphens and underscores."
  }
}
