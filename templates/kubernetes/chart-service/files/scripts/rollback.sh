#!/usr/bin/env bash
# Restores the image that a service ran in an environment before the last promotion, from the history of its image.yaml.
set -euo pipefail

service=$1
environment=$2
file=services/$service/deploy/$environment/image.yaml

if [[ $(git rev-parse --is-shallow-repository) == true ]]; then
  echo "This clone is shallow and may not reach far enough: run git fetch --unshallow." >&2
  exit 2
fi

current=$(sed -n 's/^  digest: //p' "$file")
for commit in $(git log --format=%H -- "$file"); do
  # A commit that removed the file holds nothing to go back to.
  previous=$(git show "$commit:$file" 2>/dev/null) || continue
  digest=$(sed -n 's/^  digest: //p' <<<"$previous")
  if [[ -n $digest && $digest != "$current" ]]; then
    printf '%s\n' "$previous" >"$file"
    echo "$service in $environment: from $current back to $digest (commit ${commit:0:12})"
    echo "Commit $file and open a change request."
    exit 0
  fi
done

echo "$file never held another image, so there is nothing to go back to." >&2
exit 1
