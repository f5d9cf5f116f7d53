# Bucket, key and encryption stand in backend.hcl, which `task bootstrap` writes once they exist.
terraform {
  backend "s3" {}
}
