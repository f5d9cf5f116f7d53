data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

data "aws_region" "current" {}

locals {
  partition  = data.aws_partition.current.partition
  account_id = data.aws_caller_identity.current.account_id
  region     = data.aws_region.current.region

  log_group     = "/aws/eks/${var.name}/cluster"
  log_group_arn = "arn:${local.partition}:logs:${local.region}:${local.account_id}:log-group:${local.log_group}"
}

resource "aws_eks_cluster" "this" {
  name     = var.name
  version  = var.kubernetes_version
  role_arn = aws_iam_role.cluster.arn

  enabled_cluster_log_types     = ["api", "audit", "authenticator", "controllerManager", "scheduler"]
  bootstrap_self_managed_addons = false

  # Access is granted by entries alone, so that a plan shows all of it; who creates the cluster gets none.
  access_config {
    authentication_mode                         = "API"
    bootstrap_cluster_creator_admin_permissions = false
  }

  vpc_config {
    subnet_ids              = var.subnet_ids
    endpoint_private_access = true
    endpoint_public_access  = var.endpoint_public_access
    public_access_cidrs     = var.endpoint_public_access ? var.public_access_cidrs : null
  }

  encryption_config {
    resources = ["secrets"]

    provider {
      key_arn = aws_kms_key.this.arn
    }
  }

  # Extended support costs six times as much: an old version is upgraded instead.
  upgrade_policy {
    support_type = "STANDARD"
  }

  # The log group must exist first, or EKS creates one without encryption and end.
  depends_on = [
    aws_cloudwatch_log_group.this,
    aws_iam_role_policy_attachment.cluster,
  ]
}

resource "aws_cloudwatch_log_group" "this" {
  name              = local.log_group
  retention_in_days = 365
  kms_key_id        = aws_kms_key.this.arn
}

# The cluster's own group already joins control plane and nodes; these are the callers of its private API.
resource "aws_vpc_security_group_ingress_rule" "api" {
  for_each = var.api_client_cidrs

  security_group_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
  description       = "Kubernetes API from ${each.value}"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.value
}

resource "aws_eks_access_entry" "administrator" {
  for_each = var.administrators

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = each.value
}

resource "aws_eks_access_policy_association" "administrator" {
  for_each = var.administrators

  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_eks_access_entry.administrator[each.key].principal_arn
  policy_arn    = "arn:${local.partition}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"

  access_scope {
    type = "cluster"
  }
}

data "aws_iam_policy_document" "trust" {
  for_each = {
    cluster = { service = "eks.amazonaws.com", actions = ["sts:AssumeRole"] }
    node    = { service = "ec2.amazonaws.com", actions = ["sts:AssumeRole"] }
    pod     = { service = "pods.eks.amazonaws.com", actions = ["sts:AssumeRole", "sts:TagSession"] }
    backup  = { service = "backup.amazonaws.com", actions = ["sts:AssumeRole"] }
  }

  statement {
    actions = each.value.actions

    principals {
      type        = "Service"
      identifiers = [each.value.service]
    }
  }
}

resource "aws_iam_role" "cluster" {
  name                 = "${var.name}-cluster"
  path                 = "/${var.name}/"
  assume_role_policy   = data.aws_iam_policy_document.trust["cluster"].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy_attachment" "cluster" {
  role       = aws_iam_role.cluster.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_iam_role" "node" {
  name                 = "${var.name}-node"
  path                 = "/${var.name}/"
  assume_role_policy   = data.aws_iam_policy_document.trust["node"].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = toset(["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"])

  role       = aws_iam_role.node.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.key}"
}

# Changing network interfaces is the pod network's right alone: on the node's role, every pod on it could.
resource "aws_iam_role" "cni" {
  name                 = "${var.name}-cni"
  path                 = "/${var.name}/"
  assume_role_policy   = data.aws_iam_policy_document.trust["pod"].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy_attachment" "cni" {
  role       = aws_iam_role.cni.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/AmazonEKS_CNI_Policy"
}

# Reaches the volumes, snapshots and nodes of this cluster alone: EKS tags the session of the driver with the name of the cluster.
resource "aws_iam_role" "disks" {
  name                 = "${var.name}-disks"
  path                 = "/${var.name}/"
  assume_role_policy   = data.aws_iam_policy_document.trust["pod"].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy_attachment" "disks" {
  role       = aws_iam_role.disks.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/AmazonEBSCSIDriverEKSClusterScopedPolicy"
}

resource "aws_kms_key" "this" {
  description             = "Secrets and logs of the cluster ${var.name}"
  enable_key_rotation     = true
  deletion_window_in_days = 30

  # In the policy of a key, "*" is that key alone; the account decides by IAM who uses it.
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Action    = "kms:*"
        Resource  = "*"
        Principal = { AWS = "arn:${local.partition}:iam::${local.account_id}:root" }
      },
      {
        Effect    = "Allow"
        Action    = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]
        Resource  = "*"
        Principal = { Service = "logs.${local.region}.amazonaws.com" }
        Condition = { ArnEquals = { "kms:EncryptionContext:aws:logs:arn" = local.log_group_arn } }
      },
    ]
  })
}

resource "aws_kms_alias" "this" {
  name          = "alias/${var.name}/cluster"
  target_key_id = aws_kms_key.this.key_id
}
