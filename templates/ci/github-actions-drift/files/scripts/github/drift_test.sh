#!/usr/bin/env bash
# Tests of drift.sh, and of issue.sh through it, against a stand-in for gh: it answers from a file and writes down what it is asked to change.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
mkdir -p bin dev scripts
ln -s "$here" scripts/github
export STATE=$work PATH=$work/bin:$PATH

cat >bin/gh <<'GH'
#!/usr/bin/env bash
set -euo pipefail
if [[ $* != *--method* ]]; then
  cat "$STATE/issues"
  exit
fi
shift 3 # api --silent --method
echo "$1 ${2#repos/\{owner\}/\{repo\}/} ${*:4}" | sed 's/ --field / /g; s/=@.*/=@body/' >>"$STATE/calls"
for argument; do
  [[ $argument != body=@* ]] || cp "${argument#body=@}" "$STATE/body"
done
GH
chmod +x bin/gh

failures=0
check() { # <what> <expected> <actual>
  if [[ $2 == "$3" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}
calls() {
  : >calls
  "$here/drift.sh" dev dev >/dev/null
  paste -s -d ';' calls
}

printf '<!-- plan of dev -->\n### Plan for dev: 1 to change\n' >dev/comment.md
differs='{"resources": [{"address": "a"}], "outputs": []}'
same='{"resources": [], "outputs": []}'
# Two pages, as gh prints them: a person's issue, another environment's, a change request.
others='[{"number": 1, "user": {"type": "User"}, "body": "<!-- drift of dev -->"}, {"number": 2, "user": {"type": "Bot"}, "body": "<!-- drift of live -->"}][{"number": 3, "user": {"type": "Bot"}, "body": null}, {"number": 4, "user": {"type": "Bot"}, "pull_request": {}, "body": "<!-- drift of dev -->"}'
ours=', {"number": 5, "user": {"type": "Bot"}, "body": "<!-- drift of dev -->\nOld"}'

echo "$same" >dev/changes.json
echo "$others]" >issues
check 'no difference and no issue: nothing happens' '' "$(calls)"
echo "$differs" >dev/changes.json
check 'the first night opens an issue' 'POST issues title=Drift in dev body=@body' "$(calls)"
check 'it begins with what identifies it' '<!-- drift of dev -->' "$(head -n 1 body)"
check 'and ends with the plan' '### Plan for dev: 1 to change' "$(tail -n 1 body)"
echo '{"resources": [], "outputs": [{"name": "a"}]}' >dev/changes.json
check 'an output that differs is a difference' 'POST issues title=Drift in dev body=@body' "$(calls)"
echo "$others$ours]" >issues
check 'the next night updates it' 'PATCH issues/5 body=@body' "$(calls)"
echo "$same" >dev/changes.json
check 'a night without a difference closes it' 'POST issues/5/comments body=dev is what Git says again.;PATCH issues/5 state=closed state_reason=completed' "$(calls)"
rm dev/changes.json
check 'without a plan nothing is closed' 'failed' "$("$here/drift.sh" dev dev >/dev/null 2>&1 || echo failed)"

exit "$((failures > 0))"
