data "aws_eks_cluster" "this" {
  name = var.name

  lifecycle {
    postcondition {
      condition     = self.vpc_config[0].vpc_id == var.vpc_id
      error_message = "The cluster stands in another network than the environment."
    }

    postcondition {
      condition     = contains(["API", "API_AND_CONFIG_MAP"], self.access_config[0].authentication_mode)
      error_message = "The cluster knows no access entries: its owner must turn them on."
    }
  }
}
