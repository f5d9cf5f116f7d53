# What cert-manager may write into the zone: the record that proves that the names are ours.
data "aws_iam_policy_document" "cert_manager" {
  statement {
    sid       = "WriteProof"
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = [module.dns.zone.arn]

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      values   = ["_acme-challenge.${local.domain}"]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsRecordTypes"
      values   = ["TXT"]
    }
  }

  statement {
    sid       = "SeeItArrive"
    actions   = ["route53:GetChange"]
    resources = ["arn:${data.aws_partition.current.partition}:route53:::change/*"]
  }

  # AWS cannot limit a list to some of them.
  statement {
    sid       = "FindZone"
    actions   = ["route53:ListHostedZonesByName"]
    resources = ["*"]
  }
}

module "cert_manager" {
  source = "../../modules/aws/addon"

  name                 = local.name
  addon                = "cert-manager"
  cluster_name         = module.cluster.name
  namespace            = "cert-manager"
  service_account      = "cert-manager"
  policy               = data.aws_iam_policy_document.cert_manager.json
  permissions_boundary = local.permissions_boundary
}
