output "name" {
  description = "Name of the cluster."
  value       = data.aws_eks_cluster.this.name
}

output "endpoint" {
  description = "Address of the Kubernetes API."
  value       = data.aws_eks_cluster.this.endpoint
}

output "security_group_id" {
  description = "Security group of control plane and nodes."
  value       = data.aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}
