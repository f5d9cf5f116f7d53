# What pipelines may do with the copies of objects, besides what buckets.tf says of every bucket: say where a bucket is copied to, and hand S3 the
# role that copies.
data "aws_iam_policy_document" "apply_recovery_buckets" {
  for_each = local.recovery

  statement {
    sid       = "CopyBuckets"
    actions   = ["s3:PutReplicationConfiguration"]
    resources = [local.buckets[each.key]]
  }

  statement {
    sid       = "HandTheRoleThatCopiesToS3"
    actions   = ["iam:PassRole"]
    resources = ["arn:${local.partition}:iam::${local.account_id}:role/${local.name}-${each.key}/${local.name}-${each.key}-copy-*"]

    condition {
      test     = "StringEquals"
      variable = "iam:PassedToService"
      values   = ["s3.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy" "apply_recovery_buckets" {
  for_each = local.recovery

  name   = "recovery-buckets"
  role   = aws_iam_role.apply[each.key].id
  policy = data.aws_iam_policy_document.apply_recovery_buckets[each.key].json
}
