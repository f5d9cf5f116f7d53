#!/usr/bin/env bash
# Tests of policies.sh, with a stand-in for kubectl that denies what it is told to.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
mkdir -p bin policies/kubernetes/{environments/{dev,live},tests} services/api/deploy/live
export PATH=$work/bin:$PATH TODAY=2027-01-31

cat >bin/kubectl <<'KUBECTL'
#!/usr/bin/env bash
[[ ${*: -1} == "${DENIES:-}" ]] || exit 0
echo "ValidatingAdmissionPolicy '$BY' with binding '$BY' denied request" >&2
exit 1
KUBECTL
chmod +x bin/kubectl

failures=0
check() { # <what> <expected end> <actual>
  if [[ $3 == *"$2" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}
policies() { # <argument>…: what the script says, and its exit code
  local code=0
  "$here/policies.sh" "$@" 2>&1 || code=$?
  echo "exit $code"
}

folder=policies/kubernetes
test=$folder/tests/labels.yaml
touch $folder/labels.yaml $folder/environments/deny-from.yaml
object() { # <answer>
  printf 'kind: Pod\nmetadata:\n  labels: { expect: %s }\n' "$1"
}
printf '%s\n---\n%s\n' "$(object accepted)" "$(object denied)" >$test
binding() { # <environment> <actions>
  printf 'spec:\n  policyName: labels\n  validationActions: [%s]\n' "$2" >"$folder/environments/$1/bindings.yaml"
}
binding dev Deny
binding live 'Warn, Audit'

check 'nothing runs: no day is asked for' 'exit 0' "$(policies lint)"
touch services/api/deploy/live/image.yaml
check 'a service runs: the day is asked for' $'deny-from.yaml.\nexit 1' "$(policies lint)"
printf 'deny_from:\n  live: %s\n' 'soon' >$folder/environments/deny-from.yaml
check 'a day is a date' $'no day like 2027-01-31.\nexit 1' "$(policies lint)"
printf 'deny_from:\n  live: %s\n' '2027-02-01' >$folder/environments/deny-from.yaml
check 'the day before, it may warn' $'until 2027-02-01.\nexit 0' "$(policies lint)"
printf 'deny_from:\n  live: %s\n' '2027-01-31' >$folder/environments/deny-from.yaml
check 'on the day it must deny' $'task policies:deny ENV=live\nexit 1' "$(policies lint)"
check 'the switch is written' 'exit 0' "$(policies deny live)"
check 'afterwards all is well' 'exit 0' "$(policies lint)"
check 'and it denies' '  validationActions: [Deny]' "$(cat $folder/environments/live/bindings.yaml)"
check 'there is no such environment' 'exit 2' "$(policies deny nowhere)"

touch $folder/probes.yaml
check 'a policy is tested and bound' $'There is no policies/kubernetes/tests/probes.yaml.\npolicies/kubernetes/environments/dev/bindings.yaml binds no probes.\npolicies/kubernetes/environments/live/bindings.yaml binds no probes.\nexit 1' "$(policies lint)"
rm $folder/probes.yaml
mv $folder/labels.yaml $folder/other.yaml
check 'tests and bindings have a policy' $'tests/labels.yaml tests no policy.\nThere is no policy labels to bind.\nexit 1' "$(policies lint)"
mv $folder/other.yaml $folder/labels.yaml
cp $test saved.yaml
object accepted >$test
check 'a policy has something to deny' $'labels.yaml has no object with the label expect: denied.\nexit 1' "$(policies lint)"
printf '%s\n---\nkind: Pod\n' "$(cat saved.yaml)" >$test
check 'every object says what it expects' $'does not say what it expects.\nexit 1' "$(policies lint)"
mv saved.yaml $test

export DENIES=expect=denied BY=labels
check 'the cluster denies the bad object' 'exit 0' "$(policies try)"
export BY=probes
check 'denied by another policy is not denied by this one' 'exit 1' "$(policies try)"
export DENIES=''
check 'the cluster accepts the bad object' $'should be denied by labels is not: \nexit 1' "$(policies try)"
export DENIES=expect=accepted
check 'the cluster denies the good object' 'exit 1' "$(policies try)"

exit "$((failures > 0))"
