data "aws_region" "current" {}

locals {
  size = local.sizes[var.size]

  # How long a message waits for a service that is down. What failed too often is kept for two weeks everywhere.
  sizes = {
    small    = { keep_days = 4 }
    standard = { keep_days = 7 }
    ha       = { keep_days = 14 }
  }

  # The underscore, which no name has, ends the environment: a pattern for the queues of dev never matches those of dev-2.
  names = { for kind, suffix in { work = "", dead = "_dead" } : kind => "${var.name}_${var.service}${suffix}" }
  cut   = { for kind, name in local.names : kind => length(name) <= 80 ? name : "${substr(name, 0, 73)}-${substr(sha256(name), 0, 6)}" }
  day   = 24 * 60 * 60
}

resource "aws_sqs_queue" "this" {
  name                       = local.cut.work
  kms_master_key_id          = var.kms_key_arn
  message_retention_seconds  = local.size.keep_days * local.day
  visibility_timeout_seconds = 60
  receive_wait_time_seconds  = 20 # long polling: fewer empty answers to pay for

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 5
  })
}

# What five attempts could not handle waits here for a person, and goes back with a redrive.
resource "aws_sqs_queue" "dead" {
  name                      = local.cut.dead
  kms_master_key_id         = var.kms_key_arn
  message_retention_seconds = 14 * local.day
}

resource "aws_sqs_queue_redrive_allow_policy" "dead" {
  queue_url = aws_sqs_queue.dead.url

  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.this.arn]
  })
}

resource "aws_sqs_queue_policy" "this" {
  for_each = { work = aws_sqs_queue.this, dead = aws_sqs_queue.dead }

  queue_url = each.value.url
  policy    = data.aws_iam_policy_document.queue[each.key].json
}

data "aws_iam_policy_document" "queue" {
  for_each = { work = aws_sqs_queue.this.arn, dead = aws_sqs_queue.dead.arn }

  statement {
    sid       = "EncryptedTransportOnly"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [each.value]

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

# The service sends, takes and acknowledges. It cannot empty the queue, and what is dead is not its own.
resource "aws_iam_role_policy" "this" {
  name   = "queue"
  role   = var.role_name
  policy = data.aws_iam_policy_document.use.json
}

data "aws_iam_policy_document" "use" {
  statement {
    sid = "Messages"
    actions = [
      "sqs:ChangeMessageVisibility",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
      "sqs:ReceiveMessage",
      "sqs:SendMessage",
    ]
    resources = [aws_sqs_queue.this.arn]
  }

  statement {
    sid       = "Encrypt"
    actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
    resources = [var.kms_key_arn]

    condition {
      test     = "StringEquals"
      variable = "kms:ViaService"
      values   = ["sqs.${data.aws_region.current.region}.amazonaws.com"]
    }
  }
}
