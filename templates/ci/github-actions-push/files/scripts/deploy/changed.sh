#!/usr/bin/env bash
# What a change deploys where: a line <environment>=<service> <service> … for each environment. One that gets anything else
# gets all of its services: GitHub cancels a deployment that waits when another one comes, which has to make up for it.
# usage: changed.sh <commit before> <environment>…
set -euo pipefail

base=$1
shift

# The first push of a branch has no commit before it: then everything is new.
changed() { # <path>…
  ! git rev-parse --quiet --verify "$base^{commit}" >/dev/null || ! git diff --quiet "$base" HEAD -- "$@"
}

for environment in "$@"; do
  services=() touched=false
  # A service is deployed to an environment once its image was promoted there.
  for image in services/*/deploy/"$environment"/image.yaml; do
    [[ -f $image ]] || continue
    deploy=${image%/*/image.yaml}
    service=${deploy#services/}
    services+=("${service%/deploy}")
    if changed charts policies/kubernetes "$deploy/values.yaml" "$deploy/$environment"; then touched=true; fi
  done
  [[ $touched == true ]] || services=()
  echo "$environment=${services[*]-}"
done
