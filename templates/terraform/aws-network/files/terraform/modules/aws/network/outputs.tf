output "vpc_id" {
  description = "Id of the VPC."
  value       = aws_vpc.this.id
}

output "private_subnet_ids" {
  description = "Subnets without an address on the internet, one per zone: nodes and databases."
  value       = [for zone in local.zones : aws_subnet.private[zone].id]
}

output "public_subnet_ids" {
  description = "Subnets with a route to the internet, one per zone: load balancers and NAT gateways."
  value       = [for zone in local.zones : aws_subnet.public[zone].id]
}
