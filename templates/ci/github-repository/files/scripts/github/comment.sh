#!/usr/bin/env bash
# One comment of ours for each subject on a change request, replaced by the next one.
# usage: comment.sh <change request> <file>     the first line of the file identifies the comment
set -euo pipefail

change=$1
file=$2
repository='repos/{owner}/{repo}' # gh fills it in from the remote

marker=$(head -n 1 "$file")
id=$(gh api --paginate "$repository/issues/$change/comments?per_page=100" |
  jq --raw-output --slurp --arg marker "$marker" '[add[]? | select(.user.type == "Bot" and (.body | startswith($marker))).id][0] // empty')
if [[ -n $id ]]; then
  gh api --silent --method PATCH "$repository/issues/comments/$id" --field "body=@$file"
else
  gh api --silent --method POST "$repository/issues/$change/comments" --field "body=@$file"
fi
