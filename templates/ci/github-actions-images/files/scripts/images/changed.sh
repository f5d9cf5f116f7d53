#!/usr/bin/env bash
# Services whose image would be another than at a commit, as services=["…"]. What is under deploy/ is not in the image.
# usage: changed.sh <commit>
set -euo pipefail

# The first push of a branch has no commit before it: then every service is new.
if git rev-parse --quiet --verify "$1^{commit}" >/dev/null; then
  files=$(git diff --name-only "$1" HEAD -- services ':(glob,exclude)services/*/deploy/**')
else
  files=$(git ls-files -- services)
fi

cut -d / -f 2 <<<"$files" | sort -u | while read -r service; do
  if [[ -f services/$service/Dockerfile ]]; then echo "$service"; fi
done | jq --raw-input --raw-output --slurp '"services=\(split("\n") | map(select(. != "")) | tojson)"'
