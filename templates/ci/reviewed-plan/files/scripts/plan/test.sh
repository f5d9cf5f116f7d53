#!/usr/bin/env bash
# Tests of the scripts beside this file.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"

failures=0
check() { # <what> <expected> <actual>
  if [[ $2 == "$3" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}

plan() { # <name> <resource changes> [output changes]: writes <name>.json as `plan:changes` does
  printf '{"format_version":"1.2","resource_changes":%s,"output_changes":%s}' "$2" "${3:-{\}}" |
    jq --sort-keys --from-file "$here/changes.jq" >"$1.json"
}

compare() { # <reviewed> <planned>: prints what it says, and its exit code
  local code=0
  "$here/compare.sh" "$1.json" "$2.json" 2>&1 || code=$?
  echo "exit $code"
}

quiet='{"address":"a.same","change":{"actions":["no-op"],"before":{"x":1},"after":{"x":1},"after_unknown":{},"before_sensitive":{},"after_sensitive":{}}}'
create='{"address":"a.new","change":{"actions":["create"],"before":null,"after":{"size":1},"after_unknown":{"id":true},"before_sensitive":false,"after_sensitive":{}}}'
bigger='{"address":"a.new","change":{"actions":["create"],"before":null,"after":{"size":2},"after_unknown":{"id":true},"before_sensitive":false,"after_sensitive":{}}}'
delete='{"address":"a.old","change":{"actions":["delete"],"before":{"state":"warm"},"after":null,"after_unknown":{},"before_sensitive":{},"after_sensitive":false}}'
colder='{"address":"a.old","change":{"actions":["delete"],"before":{"state":"cold"},"after":null,"after_unknown":{},"before_sensitive":{},"after_sensitive":false}}'
update='{"address":"a.db","change":{"actions":["update"],"before":{"password":"one","size":1,"seen":"monday","users":[{"key":"k1"}]},"after":{"password":"two","size":2,"seen":"monday","users":[{"key":"k2"}]},"after_unknown":{"users":[{}]},"before_sensitive":{"password":true,"users":[{"key":true}]},"after_sensitive":{"password":true,"users":[{"key":true}]}}}'
later='{"address":"a.db","change":{"actions":["update"],"before":{"password":"one","size":1,"seen":"friday","users":[{"key":"k1"}]},"after":{"password":"two","size":2,"seen":"friday","users":[{"key":"k2"}]},"after_unknown":{"users":[{}]},"before_sensitive":{"password":true,"users":[{"key":true}]},"after_sensitive":{"password":true,"users":[{"key":true}]}}}'
moved='{"address":"a.to","previous_address":"a.from","change":{"actions":["no-op"],"before":{"x":1},"after":{"x":1},"after_unknown":{},"before_sensitive":{},"after_sensitive":{}}}'

plan empty "[$quiet]"
plan reviewed "[$create,$delete,$update,$quiet]"
plan reordered "[$quiet,$update,$create,$delete]"
plan noisy "[$create,$colder,$later]"
plan fewer "[$create,$update]"
plan other "[$bigger,$delete,$update]"
plan move "[$moved]"
plan output '[]' '{"url":{"actions":["update"],"before":"secret-a","after":"secret-b","after_unknown":false,"before_sensitive":true,"after_sensitive":true}}'

check 'a plan that changes nothing is empty' '{"format":1,"outputs":[],"resources":[]}' "$(jq --compact-output . empty.json)"
check 'sensitive values are masked, nested ones too' 0 "$(grep --count --extended-regexp 'one|two|k1|k2' reviewed.json)"
check 'a sensitive output is masked' 0 "$(grep --count 'secret-' output.json)"
check 'a changed sensitive value still counts' '"(sensitive)"' "$(jq --compact-output '.resources[] | select(.address == "a.db").after.password' reviewed.json)"
check 'attributes that stay are left out' '["password","size","users"]' "$(jq --compact-output '.resources[] | select(.address == "a.db").after | keys' reviewed.json)"
check 'a moved address counts' '"a.from"' "$(jq .resources[0].previous_address move.json)"
check 'a plan that failed half way is refused' refused "$(printf '{"errored":true}' | jq --from-file "$here/changes.jq" 2>/dev/null || echo refused)"

check 'the same changes in another order pass' $'The plan makes exactly the changes that were reviewed.\nexit 0' "$(compare reviewed reordered)"
check 'what the change does not touch may differ' $'The plan makes exactly the changes that were reviewed.\nexit 0' "$(compare reviewed noisy)"
check 'nothing to change passes without a review' $'Nothing changes: there is nothing to apply.\nexit 0' "$(compare absent empty)"
check 'changes without a review stop' 'exit 1' "$(compare absent reviewed | tail -n 1)"
check 'a change that is gone stops' $'gone     a.old: delete was reviewed' "$(compare reviewed fewer | grep '^gone')"
check 'a change that is new stops' $'new      a.old: delete' "$(compare fewer reviewed | grep '^new')"
check 'a change that differs stops and says where' $'changed  a.new: size' "$(compare reviewed other | grep '^changed')"
check 'a stop is an error' 'exit 1' "$(compare reviewed other | tail -n 1)"

comment() { # <changes> <text>
  printf '%s' "$2" | jq --raw-input --raw-output --slurp --slurpfile changes "$1.json" --arg environment dev --arg commit 0123456789 --from-file "$here/comment.jq"
}
long=$(printf '%070000d' 0)
check 'a comment starts with its marker' '<!-- plan of dev -->' "$(comment reviewed plan | head -n 1)"
check 'a comment counts' '### Plan for dev: 1 to create, 1 to change, 0 to replace, 1 to destroy' "$(comment reviewed plan | sed -n 2p)"
check 'a comment names what is lost' "- \`a.old\`" "$(comment reviewed plan | grep '^- ')"
check 'a comment says that nothing changes' '### Plan for dev: no changes' "$(comment empty plan | sed -n 2p)"
# shellcheck disable=SC2016 # the backticks are the text under test
check 'a plan cannot close its fence' '````text' "$(comment reviewed 'a ``` b' | grep 'text$')"
check 'a comment stays below the limit' yes "$(comment reviewed "$long" | wc -m | awk '{ print ($1 < 65536 ? "yes" : "no") }')"

exit "$((failures > 0))"
