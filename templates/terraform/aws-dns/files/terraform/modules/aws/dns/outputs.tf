output "zone" {
  description = "The zone: its id, its ARN, and the name servers that the zone above has to name."
  value = {
    id           = local.zone.zone_id
    arn          = local.zone.arn
    name_servers = local.zone.name_servers
  }
}
