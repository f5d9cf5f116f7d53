resource "aws_eks_node_group" "default" {
  cluster_name    = aws_eks_cluster.this.name
  node_group_name = "default"
  node_role_arn   = aws_iam_role.node.arn
  subnet_ids      = var.subnet_ids
  version         = aws_eks_cluster.this.version
  release_version = var.node_release
  ami_type        = "AL2023_x86_64_STANDARD"

  # Nothing scales the group by itself, so its bounds are its size.
  scaling_config {
    min_size     = var.node_count
    desired_size = var.node_count
    max_size     = var.node_count
  }

  update_config {
    max_unavailable = 1
  }

  node_repair_config {
    enabled = true
  }

  launch_template {
    id      = aws_launch_template.node.id
    version = aws_launch_template.node.latest_version
  }

  # Nodes are ready only with a network, and leave cleanly only while their role can still act.
  depends_on = [
    aws_eks_addon.before_nodes,
    aws_iam_role_policy_attachment.cni,
    aws_iam_role_policy_attachment.node,
  ]
}

# The instance type stands here and not on the node group, where changing it would replace the group.
resource "aws_launch_template" "node" {
  name          = "${var.name}-node"
  instance_type = var.node_instance_type

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1 # pods get their identity from EKS, never that of the node
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_type           = "gp3"
      volume_size           = 50
      encrypted             = true
      delete_on_termination = true
    }
  }

  # Default tags reach the template only, not what is launched from it.
  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume"])

    content {
      resource_type = tag_specifications.value
      tags          = merge(data.aws_default_tags.current.tags, { Name = "${var.name}-node" })
    }
  }
}

data "aws_default_tags" "current" {}

locals {
  addons_before_nodes = toset(["eks-pod-identity-agent", "kube-proxy", "vpc-cni"])
  addons_on_nodes     = toset(["aws-ebs-csi-driver", "coredns", "metrics-server"])

  volume_tags = { Environment = var.name, ManagedBy = "aws-ebs-csi-driver" }
}

# The version that EKS recommends for this Kubernetes: an upgrade of the cluster takes the add-ons along.
data "aws_eks_addon_version" "default" {
  for_each = setunion(local.addons_before_nodes, local.addons_on_nodes)

  addon_name         = each.key
  kubernetes_version = var.kubernetes_version
}

resource "aws_eks_addon" "before_nodes" {
  for_each = local.addons_before_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = data.aws_eks_addon_version.default[each.key].version
  resolve_conflicts_on_update = "OVERWRITE"

  # Without this switch a NetworkPolicy is accepted and does nothing.
  configuration_values = each.key == "vpc-cni" ? jsonencode({ enableNetworkPolicy = "true" }) : null

  dynamic "pod_identity_association" {
    for_each = each.key == "vpc-cni" ? ["aws-node"] : []

    content {
      service_account = pod_identity_association.value
      role_arn        = aws_iam_role.cni.arn
    }
  }
}

resource "aws_eks_addon" "on_nodes" {
  for_each = local.addons_on_nodes

  cluster_name                = aws_eks_cluster.this.name
  addon_name                  = each.key
  addon_version               = data.aws_eks_addon_version.default[each.key].version
  resolve_conflicts_on_update = "OVERWRITE"

  # The driver makes volumes outside of Terraform, which say all the same what they belong to; backups select by it.
  configuration_values = each.key == "aws-ebs-csi-driver" ? jsonencode({
    controller = { extraVolumeTags = merge(data.aws_default_tags.current.tags, local.volume_tags) }
  }) : null

  dynamic "pod_identity_association" {
    for_each = each.key == "aws-ebs-csi-driver" ? ["ebs-csi-controller-sa"] : []

    content {
      service_account = pod_identity_association.value
      role_arn        = aws_iam_role.disks.arn
    }
  }

  # A volume is given back only while the role of the driver can still act.
  depends_on = [aws_eks_node_group.default, aws_iam_role_policy_attachment.disks]
}
