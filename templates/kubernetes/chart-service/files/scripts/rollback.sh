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

# What ran, the newest last. An image that comes back was rolled back to: what ran after it is given up, or a second
# rollback would return to it.
digests=() commits=()
ran() { # <digest> <commit>
  local i
  for i in "${!digests[@]}"; do
    if [[ ${digests[i]} == "$1" ]]; then
      digests=("${digests[@]:0:i}") commits=("${commits[@]:0:i}")
      break
    fi
  done
  digests+=("$1") commits+=("$2")
}

for commit in $(git log --reverse --format=%H -- "$file"); do
  # A commit that removed the file holds nothing to go back to.
  digest=$(git show "$commit:$file" 2>/dev/null | sed -n 's/^  digest: //p') || continue
  if [[ -n $digest ]]; then ran "$digest" "$commit"; fi
done
current=$(sed -n 's/^  digest: //p' "$file")
ran "$current" HEAD # the file may hold what is not committed yet

if ((${#digests[@]} < 2)); then
  echo "Nothing that is still wanted ran before $current in $file, so there is nothing to go back to." >&2
  exit 1
fi
commit=${commits[-2]}
git show "$commit:$file" >"$file"
echo "$service in $environment: from $current back to ${digests[-2]} (commit ${commit:0:12})"
echo "Commit $file and open a change request."
