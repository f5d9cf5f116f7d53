#!/usr/bin/env bash
# Writes the image that a service runs in an environment. Reads DIGEST or FROM (an environment), and REPOSITORY.
set -euo pipefail

service=$1
environment=$2
deploy=services/$service/deploy

if [[ ! -f $deploy/$environment/values.yaml ]]; then
  echo "There is no $deploy/$environment/values.yaml." >&2
  exit 2
fi

digest=${DIGEST:-}
repository=${REPOSITORY:-}
if [[ -z $digest ]]; then
  source=$deploy/${FROM:?give DIGEST=sha256:… or FROM=<environment>}/image.yaml
  if [[ ! -f $source ]]; then
    echo "Nothing was promoted to $FROM yet: there is no $source." >&2
    exit 2
  fi
  digest=$(sed -n 's/^  digest: //p' "$source")
  repository=${repository:-$(sed -n 's/^  repository: //p' "$source")}
fi

if [[ ! $digest =~ ^sha256:[a-f0-9]{64}$ ]]; then
  echo "Not a digest: $digest" >&2
  exit 2
fi
if [[ -z $repository ]]; then
  echo "Give REGISTRY=<host of the registry> with DIGEST." >&2
  exit 2
fi

cat >"$deploy/$environment/image.yaml" <<YAML
# Written by task promote; a change of this file is a deployment.
image:
  repository: $repository
  digest: $digest
YAML
echo "$service in $environment: $repository@$digest"
