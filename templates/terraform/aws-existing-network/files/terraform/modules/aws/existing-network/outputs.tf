output "vpc_id" {
  description = "Id of the VPC."
  value       = data.aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Subnets without an address on the internet: nodes and databases."
  value       = sort(data.aws_subnets.private.ids)
}
