output "cluster_name" {
  description = "Name of the cluster."
  value       = module.cluster.name
}

output "cluster_endpoint" {
  description = "Address of the Kubernetes API, inside the network unless endpoint_public_access is on."
  value       = module.cluster.endpoint
}

output "vpc_id" {
  description = "Id of the network, for a runner or a VPN that joins it."
  value       = module.network.vpc_id
}

output "private_subnet_ids" {
  description = "Private subnets, for a runner inside the network."
  value       = module.network.private_subnet_ids
}
