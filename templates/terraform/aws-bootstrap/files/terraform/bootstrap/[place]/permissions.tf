locals {
  service_linked_roles = "arn:${local.partition}:iam::${local.account_id}:role/aws-service-role/*"

  # ARNs that belong to one environment: its name is a whole path segment, so dev never matches dev-2.
  owned = {
    for environment, settings in local.environments : environment => {
      roles    = "arn:${local.partition}:iam::${local.account_id}:role/${local.name}-${environment}/*"
      cluster  = "arn:${local.partition}:eks:${settings.region}:${local.account_id}:cluster/${local.name}-${environment}"
      parts    = "arn:${local.partition}:eks:${settings.region}:${local.account_id}:*/${local.name}-${environment}/*"
      logs     = "arn:${local.partition}:logs:${settings.region}:${local.account_id}:log-group:/aws/*/${local.name}-${environment}"
      keys     = "arn:${local.partition}:kms:${settings.region}:${local.account_id}:key/*"
      aliases  = "arn:${local.partition}:kms:${settings.region}:${local.account_id}:alias/${local.name}-${environment}/*"
      state    = "${aws_s3_bucket.state.arn}/environments/${environment}/terraform.tfstate"
      boundary = "arn:${local.partition}:iam::${local.account_id}:policy/${local.name}-boundary"
    }
  }
}

data "aws_iam_policy_document" "plan" {
  for_each = local.environments

  statement {
    sid       = "FindState"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.state.arn]
  }

  statement {
    sid       = "ReadState"
    actions   = ["s3:GetObject"]
    resources = [local.owned[each.key].state]
  }

  statement {
    sid       = "LockState"
    actions   = ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"]
    resources = ["${local.owned[each.key].state}.tflock"]
  }

  statement {
    sid       = "EncryptState"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [aws_kms_key.state.arn]
  }

  # Metadata only: no secret, no log line, no object, no image.
  statement {
    sid = "Describe"
    actions = [
      "ec2:Describe*",
      "ec2:GetSecurityGroupsForVpc",
      "eks:Describe*",
      "eks:List*",
      "kms:DescribeKey",
      "kms:GetKeyPolicy",
      "kms:GetKeyRotationStatus",
      "kms:ListAliases",
      "kms:ListResourceTags",
      "logs:DescribeLogGroups",
      "logs:ListTagsForResource",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid = "ReadRoles"
    actions = [
      "iam:GetRole",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "iam:ListInstanceProfilesForRole",
      "iam:ListRolePolicies",
      "iam:ListRoleTags",
    ]
    resources = [local.owned[each.key].roles, local.service_linked_roles]
  }
}

data "aws_iam_policy_document" "apply" {
  for_each = local.environments

  source_policy_documents = [data.aws_iam_policy_document.plan[each.key].json]

  statement {
    sid       = "WriteState"
    actions   = ["s3:PutObject"]
    resources = [local.owned[each.key].state]
  }

  # The network has no names that IAM could compare; an account per environment separates it for real.
  statement {
    sid = "Network"
    actions = [
      "ec2:AllocateAddress",
      "ec2:Associate*",
      "ec2:Attach*",
      "ec2:AuthorizeSecurityGroup*",
      "ec2:Create*",
      "ec2:Delete*",
      "ec2:Detach*",
      "ec2:Disassociate*",
      "ec2:Modify*",
      "ec2:ReleaseAddress",
      "ec2:Replace*",
      "ec2:RevokeSecurityGroup*",
      "ec2:RunInstances",
      "ec2:UpdateSecurityGroupRuleDescriptions*",
    ]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestedRegion"
      values   = [each.value.region]
    }
  }

  statement {
    sid       = "Cluster"
    actions   = ["eks:*"]
    resources = [local.owned[each.key].cluster, local.owned[each.key].parts]
  }

  statement {
    sid = "Logs"
    actions = [
      "logs:AssociateKmsKey",
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:DeleteRetentionPolicy",
      "logs:DisassociateKmsKey",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ]
    resources = [for suffix in ["", ":*", "/*"] : "${local.owned[each.key].logs}${suffix}"]
  }

  statement {
    sid       = "CreateKeys"
    actions   = ["kms:CreateKey", "kms:TagResource"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:RequestTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }

    # A key that carries a tag of somebody else cannot be taken over; one that is being created carries none.
    condition {
      test     = "StringEqualsIfExists"
      variable = "aws:ResourceTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }
  }

  statement {
    sid = "ManageKeys"
    actions = [
      "kms:CreateAlias",
      "kms:CreateGrant",
      "kms:DeleteAlias",
      "kms:EnableKeyRotation",
      "kms:PutKeyPolicy",
      "kms:ScheduleKeyDeletion",
      "kms:UntagResource",
      "kms:UpdateAlias",
      "kms:UpdateKeyDescription",
    ]
    resources = [local.owned[each.key].keys]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/Environment"
      values   = ["${local.name}-${each.key}"]
    }
  }

  statement {
    sid       = "NameKeys"
    actions   = ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"]
    resources = [local.owned[each.key].aliases]
  }

  statement {
    sid       = "CreateRolesWithinTheBoundary"
    actions   = ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"]
    resources = [local.owned[each.key].roles]

    condition {
      test     = "StringEquals"
      variable = "iam:PermissionsBoundary"
      values   = [local.owned[each.key].boundary]
    }
  }

  statement {
    sid = "ChangeRoles"
    actions = [
      "iam:DeleteRole",
      "iam:DeleteRolePolicy",
      "iam:DetachRolePolicy",
      "iam:TagRole",
      "iam:UntagRole",
      "iam:UpdateAssumeRolePolicy",
      "iam:UpdateRole",
    ]
    resources = [local.owned[each.key].roles]
  }

  statement {
    sid       = "HandRolesToServices"
    actions   = ["iam:PassRole"]
    resources = [local.owned[each.key].roles]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["ec2.amazonaws.com", "eks.amazonaws.com", "pods.eks.amazonaws.com", "vpc-flow-logs.amazonaws.com"]
    }
  }

  statement {
    sid       = "FirstUseOfAService"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = [local.service_linked_roles]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["autoscaling.amazonaws.com", "eks.amazonaws.com", "eks-nodegroup.amazonaws.com"]
    }
  }

  # In a protected environment only a person with other rights can take away what holds everything else.
  dynamic "statement" {
    for_each = each.value.protected ? ["keep"] : []

    content {
      sid       = "NeverInAProtectedEnvironment"
      effect    = "Deny"
      actions   = ["ec2:DeleteVpc", "eks:DeleteCluster", "kms:ScheduleKeyDeletion", "logs:DeleteLogGroup"]
      resources = ["*"]
    }
  }
}

data "aws_iam_policy_document" "publish" {
  statement {
    sid       = "LogIn"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  # AWS refuses a statement without resources, and a platform may have no service yet.
  dynamic "statement" {
    for_each = length(local.services) > 0 ? ["push"] : []

    content {
      sid = "Push"
      actions = [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ]
      resources = values(module.registry.repository_arns)
    }
  }
}

data "aws_iam_policy_document" "admin" {
  for_each = local.environments

  statement {
    sid       = "FindCluster"
    actions   = ["eks:DescribeCluster"]
    resources = [local.owned[each.key].cluster]
  }
}

# It grants nothing by itself. Control plane, nodes, pod network and flow logs need no more; EC2 and load balancing stand
# here whole, since what EKS needs of them grows with its releases.
data "aws_iam_policy_document" "boundary" {
  #checkov:skip=CKV_AWS_107:A boundary grants nothing, it limits what other policies grant
  #checkov:skip=CKV_AWS_109:A boundary grants nothing, it limits what other policies grant
  #checkov:skip=CKV_AWS_111:A boundary grants nothing, it limits what other policies grant
  #checkov:skip=CKV_AWS_356:A boundary grants nothing, it limits what other policies grant
  statement {
    sid = "Workloads"
    actions = [
      "autoscaling:Describe*",
      "autoscaling:UpdateAutoScalingGroup",
      "ec2:*",
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:BatchImportUpstreamImage",
      "ecr:GetAuthorizationToken",
      "ecr:GetDownloadUrlForLayer",
      "eks-auth:AssumeRoleForPodIdentity",
      "eks:DescribeCluster",
      "elasticloadbalancing:*",
      "kms:DescribeKey",
      "logs:CreateLogStream",
      "logs:DescribeLogGroups",
      "logs:DescribeLogStreams",
      "logs:PutLogEvents",
    ]
    resources = ["*"]
  }

  statement {
    sid       = "FirstLoadBalancer"
    actions   = ["iam:CreateServiceLinkedRole"]
    resources = [local.service_linked_roles]

    condition {
      test     = "StringEquals"
      variable = "iam:AWSServiceName"
      values   = ["elasticloadbalancing.amazonaws.com"]
    }
  }
}
