# The pipeline deploys with the role that applies Terraform, from a runner whose address is in deploy_from.
# Through its rights on the cluster's access entries that role could give itself any access: here it is said openly.
resource "aws_eks_access_entry" "delivery" {
  cluster_name  = module.cluster.name
  principal_arn = "${local.account}:role/${local.name}-apply"
}

resource "aws_eks_access_policy_association" "delivery" {
  cluster_name  = module.cluster.name
  principal_arn = aws_eks_access_entry.delivery.principal_arn
  policy_arn    = "arn:${data.aws_partition.current.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}
