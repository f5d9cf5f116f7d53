#!/usr/bin/env bash
# Open a change request that gives an environment another image, or renew the one that is open.
# usage: propose.sh <service> <environment> <main branch> DIGEST=<digest> | FROM=<environment> | rollback
# Needs GH_TOKEN and a checkout of the main branch; for a rollback with its history.
set -euo pipefail

service=$1
environment=$2
base=$3
choice=$4
file=services/$service/deploy/$environment/image.yaml

if [[ $choice == rollback ]]; then
  branch=rollback/$environment/$service
  title="Roll $service back in $environment"
else
  branch=promote/$environment/$service
  title="Promote $service to $environment"
fi

git switch --quiet --force-create "$branch"
case $choice in
  rollback)
    task rollback SERVICE="$service" ENV="$environment"
    text='It ran before, and this repository signed it. It was not scanned again: what ran before may be weak and is still wanted.'
    ;;
  FROM=*)
    task promote SERVICE="$service" ENV="$environment" "$choice"
    text="It was promoted to ${choice#FROM=}, this repository signed it, and a scan of today found nothing serious. No pipeline asks a cluster, so before the merge a person does: \`task smoke SERVICE=$service ENV=${choice#FROM=}\`."
    ;;
  *)
    task promote SERVICE="$service" ENV="$environment" "$choice"
    text='image.yml scanned and signed it.'
    ;;
esac
digest=$(sed -n 's/^  digest: //p' "$file")
git add "$file"
if git diff --cached --quiet; then
  echo "$environment has $digest already."
  exit
fi

# The number is the one of GitHub's own robot, so that the commit shows as made by a machine.
git -c user.name='github-actions[bot]' -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit --quiet --message "$title"
# gh answers for the password, so that the token is in no file and no command line.
git -c credential.helper= -c credential.helper='!gh auth git-credential' push --quiet --force origin "HEAD:refs/heads/$branch"

body="Image \`$digest\`. $text The merge deploys it; a revert brings back the one before."
# A fork may have a branch of the same name.
number=$(gh pr list --head "$branch" --base "$base" --state open --json number,isCrossRepository \
  --jq '[.[] | select(.isCrossRepository | not).number][0] // empty')
if [[ -z $number ]]; then
  gh pr create --head "$branch" --base "$base" --title "$title" --body "$body"
else
  # `gh pr edit` asks for more than the App may read.
  gh api --silent --method PATCH "repos/{owner}/{repo}/pulls/$number" --raw-field "body=$body"
fi
