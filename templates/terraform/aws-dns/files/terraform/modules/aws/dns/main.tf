# The public zone of one environment, or one that exists and is somebody else's.
resource "aws_route53_zone" "this" {
  #checkov:skip=CKV2_AWS_38:Signing needs a record in the zone above, which belongs to others; a broken chain takes every name away
  #checkov:skip=CKV2_AWS_39:Query logs lie in us-east-1 only, and names that anybody may ask for are no secret
  count = var.existing_zone == null ? 1 : 0

  name    = var.domain
  comment = "Names of one environment; the zone above delegates to it"
}

data "aws_route53_zone" "existing" {
  count = var.existing_zone == null ? 0 : 1

  name = var.existing_zone
}

# Nobody but this authority may issue a certificate for a name of the environment.
resource "aws_route53_record" "caa" {
  count = var.existing_zone == null ? 1 : 0

  zone_id = aws_route53_zone.this[0].zone_id
  name    = var.domain
  type    = "CAA"
  ttl     = 3600
  records = [for tag in ["issue", "issuewild"] : "0 ${tag} \"${var.certificate_authority}\""]
}

locals {
  zone = var.existing_zone == null ? aws_route53_zone.this[0] : data.aws_route53_zone.existing[0]
}
