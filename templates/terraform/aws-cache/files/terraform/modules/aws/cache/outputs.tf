output "settings" {
  description = "What the service has to know. CACHE_NAME is what a login with its role is signed for."
  value = {
    CACHE_HOST = aws_elasticache_replication_group.this.primary_endpoint_address
    CACHE_PORT = tostring(aws_elasticache_replication_group.this.port)
    CACHE_NAME = aws_elasticache_replication_group.this.replication_group_id
    CACHE_USER = aws_elasticache_user.this.user_name
  }
}
