data "aws_vpc" "this" {
  id = var.vpc_id

  lifecycle {
    postcondition {
      condition     = self.cidr_block == var.cidr
      error_message = "The network has another range than cidr says, and network policies are written from that."
    }
  }
}

# The tag by which EKS finds the subnets of internal load balancers.
data "aws_subnets" "private" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.this.id]
  }

  tags = { "kubernetes.io/role/internal-elb" = "1" }

  lifecycle {
    postcondition {
      condition     = length(self.ids) >= 2
      error_message = "The network needs private subnets in two zones, with the tag kubernetes.io/role/internal-elb = 1."
    }
  }
}

# How Karpenter finds them. Clusters may share the network and a tag has one value, so each has a key of its own. A key that begins
# with kubernetes.io/cluster/ would hide the subnets from the load balancers of all other clusters.
resource "aws_ec2_tag" "karpenter_discovery" {
  for_each = var.cluster_name == null ? toset([]) : toset(data.aws_subnets.private.ids)

  resource_id = each.value
  key         = "karpenter.sh/discovery/${var.cluster_name}"
  value       = "true"
}
