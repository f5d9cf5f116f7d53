# What ExternalDNS may write into the zone: the addresses of names below the environment.
data "aws_iam_policy_document" "external_dns" {
  statement {
    sid       = "WriteNames"
    actions   = ["route53:ChangeResourceRecordSets"]
    resources = [module.dns.zone.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
      values   = ["*.${local.domain}"]
    }

    condition {
      test     = "ForAllValues:StringEquals"
      variable = "route53:ChangeResourceRecordSetsRecordTypes"
      values   = ["A", "AAAA", "CNAME", "TXT"]
    }
  }

  statement {
    sid       = "ReadNames"
    actions   = ["route53:ListResourceRecordSets", "route53:ListTagsForResources"]
    resources = [module.dns.zone.arn]
  }

  # AWS cannot limit a list to some of them.
  statement {
    sid       = "FindZone"
    actions   = ["route53:ListHostedZones"]
    resources = ["*"]
  }
}

module "external_dns" {
  source = "../../modules/aws/addon"

  name                 = local.name
  addon                = "external-dns"
  cluster_name         = module.cluster.name
  namespace            = "external-dns"
  service_account      = "external-dns"
  policy               = data.aws_iam_policy_document.external_dns.json
  permissions_boundary = local.permissions_boundary
}
