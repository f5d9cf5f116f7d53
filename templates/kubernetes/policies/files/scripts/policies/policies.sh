#!/usr/bin/env bash
# The admission policies of the clusters.
# usage: policies.sh lint                  each policy is bound and has its tests, and none still warns that should deny
#        policies.sh deny <environment>    writes that all policies of an environment deny
#        policies.sh try [<namespace>]     asks the cluster of the current context what it does with every test, in a namespace that is judged
set -euo pipefail
export LC_ALL=C

folder=policies/kubernetes
dates=$folder/environments/deny-from.yaml
warns='^  validationActions: \[Warn, Audit\]$'
today=${TODAY:-$(date -u +%F)}
failures=0
fail() {
  echo "$*" >&2
  failures=$((failures + 1))
}

parity() {
  local file name environment answer
  for file in "$folder"/*.yaml; do
    [[ -f $file ]] || continue
    name=$(basename "$file" .yaml)
    [[ -f $folder/tests/$name.yaml ]] || fail "There is no $folder/tests/$name.yaml."
    for environment in "$folder"/environments/*/bindings.yaml; do
      grep --quiet --line-regexp --fixed-strings "  policyName: $name" "$environment" || fail "$environment binds no $name."
    done
  done
  for file in "$folder"/tests/*.yaml; do
    [[ -f $file ]] || continue
    [[ -f $folder/$(basename "$file") ]] || fail "$file tests no policy."
    for answer in accepted denied; do
      grep --quiet "expect: $answer" "$file" || fail "$file has no object with the label expect: $answer."
    done
    # An object without the label would never be asked about.
    [[ $(grep --count '^kind:' "$file") == $(grep --count --extended-regexp 'expect: (accepted|denied)' "$file") ]] ||
      fail "$file has an object that does not say what it expects."
  done
  while read -r name; do
    [[ -f $folder/$name.yaml ]] || fail "There is no policy $name to bind."
  done < <(sed -n 's/^  policyName: //p' "$folder"/environments/*/bindings.yaml | sort -u)
}

# A policy may warn only until the day in $dates. The day is due once something runs there.
dated() {
  local file environment day promoted
  for file in "$folder"/environments/*/bindings.yaml; do
    grep --quiet "$warns" "$file" || continue
    environment=$(basename "$(dirname "$file")")
    day=$(sed -n "s/^  $environment: *//p" "$dates")
    promoted=(services/*/deploy/"$environment"/image.yaml)
    if [[ -z $day ]]; then
      [[ ! -f ${promoted[0]} ]] || fail "Services run in $environment, where policies only warn. Write the day on which they deny into $dates."
    elif [[ ! $day =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}$ ]]; then
      fail "$dates: $environment: $day is no day like 2027-01-31."
    elif [[ ! $today < $day ]]; then
      fail "Policies still warn in $environment, which denies since $day. Type: task policies:deny ENV=$environment"
    else
      echo "Policies warn in $environment until $day."
    fi
  done
}

deny() {
  local file=$folder/environments/$1/bindings.yaml
  if [[ ! -f $file ]]; then
    echo "There is no $file." >&2
    exit 2
  fi
  sed "s/$warns/  validationActions: [Deny]/" "$file" >"$file.new"
  mv "$file.new" "$file"
  echo "All policies deny in $1 once this is merged."
}

# Nothing is kept: the cluster only says what it would do.
try() { # <namespace>
  local test name answer said code
  for test in "$folder"/tests/*.yaml; do
    name=$(basename "$test" .yaml)
    for answer in accepted denied; do
      # The examples are written for the namespace default.
      said=$(sed "s/\bdefault\b/$1/g" "$test" |
        kubectl apply --namespace "$1" --dry-run=server --filename - --selector "expect=$answer" 2>&1) && code=0 || code=$?
      case $answer in
        accepted) ((code == 0)) || fail "$test: what should be accepted is not: $said" ;;
        denied) [[ $code != 0 && $said == *"ValidatingAdmissionPolicy '$name'"* ]] || fail "$test: what should be denied by $name is not: $said" ;;
      esac
    done
  done
}

case ${1:-} in
  lint) parity && dated ;;
  deny) deny "${2:?environment}" ;;
  try) try "${2:-default}" ;;
  *)
    echo 'usage: policies.sh lint | deny <environment> | try [<namespace>]' >&2
    exit 2
    ;;
esac
exit "$((failures > 0))"
