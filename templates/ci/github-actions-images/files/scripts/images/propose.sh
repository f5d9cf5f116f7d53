#!/usr/bin/env bash
# Open a change request that promotes a published image, or renew the one that is open.
# usage: propose.sh <service> <environment> <digest> <main branch>     needs GH_TOKEN and a checkout of the main branch
set -euo pipefail

service=$1
environment=$2
digest=$3
base=$4
branch=promote/$environment/$service
file=services/$service/deploy/$environment/image.yaml

git switch --quiet --force-create "$branch"
task promote SERVICE="$service" ENV="$environment" DIGEST="$digest"
git add "$file"
if git diff --cached --quiet; then
  echo "$environment has $digest already."
  exit
fi

# The number is the one of GitHub's own robot, so that the commit shows as made by a machine.
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --quiet --message "Promote $service to $environment"
# gh answers for the password, so that the token is in no file and no command line.
git -c credential.helper= -c credential.helper='!gh auth git-credential' push --quiet --force origin "HEAD:refs/heads/$branch"

if [[ $(gh pr list --head "$branch" --base "$base" --state open --json number --jq length) == 0 ]]; then
  gh pr create --head "$branch" --base "$base" --title "Promote $service to $environment" \
    --body "Image \`$digest\`, scanned and signed by image.yml. The merge deploys it; a revert brings back the one before."
fi
