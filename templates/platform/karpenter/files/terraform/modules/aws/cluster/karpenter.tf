# What Karpenter needs on AWS to add nodes to this cluster. Which nodes it may add, platform/karpenter says.
locals {
  mine = "aws:ResourceTag/kubernetes.io/cluster/${var.name}"
  new  = "aws:RequestTag/kubernetes.io/cluster/${var.name}"
  ec2  = "arn:${local.partition}:ec2:${local.region}"

  # The underscores, which no name has, end the environment: a pattern for dev never matches dev-2, nor the queue of a service.
  interruption = "${var.name}__interruption"
}

# Its nodes have a role and an entry of their own: the entry of the node group goes with the node group.
resource "aws_iam_role" "karpenter_node" {
  name                 = "${var.name}-karpenter-node"
  path                 = "/${var.name}/"
  assume_role_policy   = data.aws_iam_policy_document.trust["node"].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy_attachment" "karpenter_node" {
  for_each = toset(["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"])

  role       = aws_iam_role.karpenter_node.name
  policy_arn = "arn:${local.partition}:iam::aws:policy/${each.key}"
}

# Made here, so that nothing inside the cluster needs a right to change IAM.
resource "aws_iam_instance_profile" "karpenter_node" {
  name = aws_iam_role.karpenter_node.name
  path = "/${var.name}/"
  role = aws_iam_role.karpenter_node.name
}

resource "aws_eks_access_entry" "karpenter_node" {
  cluster_name  = aws_eks_cluster.this.name
  principal_arn = aws_iam_role.karpenter_node.arn
  type          = "EC2_LINUX"
}

# How Karpenter finds the group that joins nodes and control plane.
resource "aws_ec2_tag" "karpenter_discovery" {
  resource_id = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
  key         = "karpenter.sh/discovery"
  value       = var.name
}

# AWS says two minutes ahead that it takes a node back; Karpenter hears it here and moves the pods in time.
resource "aws_sqs_queue" "interruption" {
  name                      = local.interruption
  message_retention_seconds = 300
  sqs_managed_sse_enabled   = true
}

resource "aws_sqs_queue_policy" "interruption" {
  queue_url = aws_sqs_queue.interruption.url
  policy    = data.aws_iam_policy_document.interruption.json
}

data "aws_iam_policy_document" "interruption" {
  statement {
    sid       = "Events"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.interruption.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.interruption.arn]
    }
  }

  statement {
    sid       = "EncryptedTransportOnly"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.interruption.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_cloudwatch_event_rule" "interruption" {
  name        = local.interruption
  description = "What happens to the nodes of ${var.name}, for Karpenter"

  event_pattern = jsonencode({
    source = ["aws.ec2", "aws.health"]
    detail-type = [
      "AWS Health Event",
      "EC2 Instance Rebalance Recommendation",
      "EC2 Instance State-change Notification",
      "EC2 Spot Instance Interruption Warning",
    ]
  })
}

resource "aws_cloudwatch_event_target" "interruption" {
  rule = aws_cloudwatch_event_rule.interruption.name
  arn  = aws_sqs_queue.interruption.arn
}

resource "aws_iam_role" "karpenter" {
  name                 = "${var.name}-karpenter"
  path                 = "/${var.name}/"
  assume_role_policy   = data.aws_iam_policy_document.trust["pod"].json
  permissions_boundary = var.permissions_boundary
}

resource "aws_iam_role_policy" "karpenter" {
  name   = "karpenter"
  role   = aws_iam_role.karpenter.name
  policy = data.aws_iam_policy_document.karpenter.json
}

resource "aws_eks_pod_identity_association" "karpenter" {
  cluster_name    = aws_eks_cluster.this.name
  namespace       = "kube-system"
  service_account = "karpenter"
  role_arn        = aws_iam_role.karpenter.arn
}

data "aws_iam_policy_document" "karpenter" {
  statement {
    sid       = "LaunchFrom"
    actions   = ["ec2:CreateFleet", "ec2:RunInstances"]
    resources = concat([for kind in ["image", "snapshot"] : "${local.ec2}::${kind}/*"], [for kind in ["security-group", "subnet"] : "${local.ec2}:*:${kind}/*"])
  }

  statement {
    sid       = "LaunchFromItsTemplates"
    actions   = ["ec2:CreateFleet", "ec2:RunInstances"]
    resources = ["${local.ec2}:*:launch-template/*"]

    condition {
      test     = "StringEquals"
      variable = local.mine
      values   = ["owned"]
    }
  }

  # Whatever it makes says from its first moment which cluster it belongs to.
  statement {
    sid       = "Launch"
    actions   = ["ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:RunInstances"]
    resources = [for kind in ["fleet", "instance", "launch-template", "network-interface", "spot-instances-request", "volume"] : "${local.ec2}:*:${kind}/*"]

    condition {
      test     = "StringEquals"
      variable = local.new
      values   = ["owned"]
    }
  }

  statement {
    sid       = "TagWhatItLaunches"
    actions   = ["ec2:CreateTags"]
    resources = [for kind in ["fleet", "instance", "launch-template", "network-interface", "spot-instances-request", "volume"] : "${local.ec2}:*:${kind}/*"]

    condition {
      test     = "StringEquals"
      variable = local.new
      values   = ["owned"]
    }

    condition {
      test     = "StringEquals"
      variable = "ec2:CreateAction"
      values   = ["CreateFleet", "CreateLaunchTemplate", "RunInstances"]
    }
  }

  statement {
    sid       = "NameItsNodes"
    actions   = ["ec2:CreateTags"]
    resources = ["${local.ec2}:*:instance/*"]

    condition {
      test     = "StringEquals"
      variable = local.mine
      values   = ["owned"]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "aws:TagKeys"
      values   = ["Name", "eks:eks-cluster-name", "karpenter.sh/nodeclaim"]
    }
  }

  # The nodes of the node group carry the tag of the cluster, too; only its own name a pool.
  statement {
    sid       = "TakeAway"
    actions   = ["ec2:DeleteLaunchTemplate", "ec2:TerminateInstances"]
    resources = [for kind in ["instance", "launch-template"] : "${local.ec2}:*:${kind}/*"]

    condition {
      test     = "StringEquals"
      variable = local.mine
      values   = ["owned"]
    }

    condition {
      test     = "StringLike"
      variable = "aws:ResourceTag/karpenter.sh/nodepool"
      values   = ["*"]
    }
  }

  statement {
    sid       = "GiveNodesTheirRole"
    actions   = ["iam:PassRole"]
    resources = [aws_iam_role.karpenter_node.arn]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ec2.amazonaws.com"]
    }
  }

  statement {
    sid       = "FirstSpotNode"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = ["arn:${local.partition}:iam::${local.account_id}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot"]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["spot.amazonaws.com"]
    }
  }

  statement {
    sid       = "HearOfInterruptions"
    actions   = ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"]
    resources = [aws_sqs_queue.interruption.arn]
  }

  statement {
    sid       = "FindTheCluster"
    actions   = ["eks:DescribeCluster"]
    resources = [aws_eks_cluster.this.arn]
  }

  statement {
    sid       = "FindImages"
    actions   = ["ssm:GetParameter"]
    resources = ["arn:${local.partition}:ssm:${local.region}::parameter/aws/service/*"]
  }

  statement {
    sid       = "FindProfile"
    actions   = ["iam:GetInstanceProfile"]
    resources = [aws_iam_instance_profile.karpenter_node.arn]
  }

  statement {
    sid       = "ComparePrices"
    actions   = ["iam:ListInstanceProfiles", "pricing:GetProducts"]
    resources = ["*"]
  }

  statement {
    sid = "Describe"
    actions = [
      "ec2:DescribeCapacityReservations",
      "ec2:DescribeImages",
      "ec2:DescribeInstanceStatus",
      "ec2:DescribeInstanceTypeOfferings",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeInstances",
      "ec2:DescribeLaunchTemplates",
      "ec2:DescribePlacementGroups",
      "ec2:DescribeSecurityGroups",
      "ec2:DescribeSpotPriceHistory",
      "ec2:DescribeSubnets",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [local.region]
    }
  }
}
