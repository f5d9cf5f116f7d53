#!/usr/bin/env bash
# One issue for each environment that differs from Git: opened, updated in place, and closed once nothing differs.
# usage: drift.sh <environment> <folder>    the folder holds changes.json and comment.md, which `task plan:text` writes
set -euo pipefail

environment=$1
folder=$2
marker="<!-- drift of $environment -->" # the first line identifies the issue
repository='repos/{owner}/{repo}'       # gh fills it in from the remote

# Pull requests are issues, too, and a person may quote the marker.
number=$(gh api --paginate "$repository/issues?state=open&per_page=100" |
  jq --raw-output --slurp --arg marker "$marker" \
    '[add[]? | select(.user.type == "Bot" and .pull_request == null and ((.body // "") | startswith($marker))).number][0] // empty')
changes=$(jq '.resources + .outputs | length' "$folder/changes.json")

if ((changes == 0)); then
  echo "$environment is what Git says."
  [[ -n $number ]] || exit 0
  gh api --silent --method POST "$repository/issues/$number/comments" --field "body=$environment is what Git says again."
  gh api --silent --method PATCH "$repository/issues/$number" --field state=closed --field state_reason=completed
  exit
fi

body=$(mktemp)
trap 'rm "$body"' EXIT
cat >"$body" <<MARKDOWN
$marker
What runs in $environment is not what Git says. Somebody changed it by hand, or a merged change was never applied.

1. Find out which side is right, and how the change got past Git. A change by hand may have mended an outage.
2. Make Git say what runs, in a change request; or let the apply put back what Git says.

A plan without changes closes this issue.

MARKDOWN
tail -n +2 "$folder/comment.md" >>"$body"

if [[ -n $number ]]; then
  gh api --silent --method PATCH "$repository/issues/$number" --field "body=@$body"
  echo "$environment still differs from Git: issue $number is up to date."
else
  gh api --silent --method POST "$repository/issues" --field "title=Drift in $environment" --field "body=@$body"
  echo "$environment differs from Git: an issue is open."
fi
