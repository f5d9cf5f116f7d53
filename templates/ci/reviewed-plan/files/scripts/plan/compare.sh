#!/usr/bin/env bash
# Allow an apply only if the new plan makes the changes that were reviewed.
# usage: compare.sh <reviewed changes> <new changes>     both as scripts/plan/changes.jq writes them
set -euo pipefail

here=$(dirname "$0")
reviewed=$1
planned=$2

if jq --exit-status '.resources + .outputs == []' "$planned" >/dev/null; then
  echo 'Nothing changes: there is nothing to apply.'
  exit 0
fi

if [[ ! -f $reviewed ]]; then
  echo 'Stopped: these changes have no reviewed plan.' >&2
  jq --raw-output '.resources + .outputs | .[] | "\(.actions | join(" and "))  \(.address // "output.\(.name)")"' "$planned" >&2
  exit 1
fi

moved=$(jq --null-input --raw-output --slurpfile reviewed "$reviewed" --slurpfile planned "$planned" --from-file "$here/moved.jq")
if [[ -n $moved ]]; then
  echo 'Stopped: the plan is not the reviewed one any more. What moved:' >&2
  echo "$moved" >&2
  echo 'Nothing was applied. Open a change request under terraform/: it shows the plan as it is now.' >&2
  exit 1
fi

echo 'The plan makes exactly the changes that were reviewed.'
