# The bucket below holds this state too: bootstrap.sh starts with a local state and moves it there.
terraform {
  backend "s3" {}
}
