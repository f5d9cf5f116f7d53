#!/usr/bin/env bash
# Allow an apply only if the new plan makes the changes that were reviewed.
# usage: compare.sh <reviewed changes> <new changes>     both as scripts/plan/changes.jq writes them
set -euo pipefail

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

# Which changes differ between the reviewed plan and the new one: one line per change. No line: they are the same.
moved=$(jq --null-input --raw-output --slurpfile reviewed "$reviewed" --slurpfile planned "$planned" '
  def changes: map({key: "\(.address // "output.\(.name)")\(if .deposed then " (deposed \(.deposed))" else "" end)", value: .}) | from_entries;

  def verb: join(" and ");

  def fields($old; $new):
    [["actions", "previous_address", "imported"][] | select($old[.] != $new[.])]
    + [["before", "after", "unknown"][] as $side
       | ($old[$side] | if type == "object" then . else {value: .} end) as $a
       | ($new[$side] | if type == "object" then . else {value: .} end) as $b
       | [$a, $b | keys[]] | unique[] | select($a[.] != $b[.])]
    | unique | join(", ");

  ($reviewed[0] | .resources + .outputs | changes) as $old
  | ($planned[0] | .resources + .outputs | changes) as $new
  | [$old, $new | keys[]] | unique[]
  | . as $address
  | if $old[$address] == $new[$address] then empty
    elif $old[$address] == null then "new      \($address): \($new[$address].actions | verb)"
    elif $new[$address] == null then "gone     \($address): \($old[$address].actions | verb) was reviewed"
    else "changed  \($address): \(fields($old[$address]; $new[$address]))"
    end
')
if [[ -n $moved ]]; then
  echo 'Stopped: the plan is not the reviewed one any more. What moved:' >&2
  echo "$moved" >&2
  echo 'Nothing was applied. Open a change request under terraform/: it shows the plan as it is now.' >&2
  exit 1
fi

echo 'The plan makes exactly the changes that were reviewed.'
