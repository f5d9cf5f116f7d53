#!/usr/bin/env bash
# One issue for each environment that differs from Git, closed once nothing differs.
# usage: drift.sh <environment> <folder>    the folder holds changes.json and comment.md, which `task plan:text` writes
set -euo pipefail

environment=$1
folder=$2
subject="drift of $environment"
changes=$(jq '.resources + .outputs | length' "$folder/changes.json")

if ((changes == 0)); then
  echo "$environment is what Git says."
  scripts/github/issue.sh close "$subject" "$environment is what Git says again."
  exit
fi

body=$(mktemp)
trap 'rm "$body"' EXIT
cat >"$body" <<MARKDOWN
What runs in $environment is not what Git says. Somebody changed it by hand, or a merged change was never applied.

1. Find out which side is right, and how the change got past Git. A change by hand may have mended an outage.
2. Make Git say what runs, in a change request; or let the apply put back what Git says.

A plan without changes closes this issue.

MARKDOWN
tail -n +2 "$folder/comment.md" >>"$body"
scripts/github/issue.sh open "$subject" "Drift in $environment" "$body"
