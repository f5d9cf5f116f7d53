#!/usr/bin/env bash
# One issue of ours for each subject: opened, updated in place, and closed once there is nothing left to say.
# usage: issue.sh open <subject> <title> <file>
#        issue.sh close <subject> <comment>
set -euo pipefail

marker="<!-- $2 -->"              # the first line identifies the issue
repository='repos/{owner}/{repo}' # gh fills it in from the remote

# Pull requests are issues, too, and a person may quote the marker.
number=$(gh api --paginate "$repository/issues?state=open&per_page=100" |
  jq --raw-output --slurp --arg marker "$marker" \
    '[add[]? | select(.user.type == "Bot" and .pull_request == null and ((.body // "") | startswith($marker))).number][0] // empty')

case $1 in
  open)
    body=$(mktemp)
    trap 'rm "$body"' EXIT
    {
      echo "$marker"
      cat "$4"
    } >"$body"
    if [[ -n $number ]]; then
      gh api --silent --method PATCH "$repository/issues/$number" --field "body=@$body"
      echo "Issue $number is up to date: $3."
    else
      gh api --silent --method POST "$repository/issues" --field "title=$3" --field "body=@$body"
      echo "An issue is open: $3."
    fi
    ;;
  close)
    [[ -n $number ]] || exit 0
    gh api --silent --method POST "$repository/issues/$number/comments" --field "body=$3"
    gh api --silent --method PATCH "$repository/issues/$number" --field state=closed --field state_reason=completed
    ;;
  *)
    echo 'usage: issue.sh open <subject> <title> <file> | close <subject> <comment>' >&2
    exit 2
    ;;
esac
