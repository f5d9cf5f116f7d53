#!/usr/bin/env bash
# Tests of repository.sh against a stand-in for gh: it answers from files and writes down what it is asked to change.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
mkdir -p bin state/environments state/branches .github
export STATE=$work/state PATH=$work/bin:$PATH

cat >bin/gh <<'GH'
#!/usr/bin/env bash
set -euo pipefail
if [[ $1 == repo ]]; then
  echo acme
  exit
fi
method=GET path='' filter=. body=
while shift && (($#)); do
  case $1 in
    --method) method=$2 && shift ;;
    --input) body=yes && shift ;;
    --jq) filter=$2 && shift ;;
    --silent) ;;
    *) path=${1#repos/\{owner\}/\{repo\}} && path=${path%%\?*} ;;
  esac
done
if [[ $method == DELETE ]]; then
  echo "DELETE $path" >>"$STATE/calls"
  exit
elif [[ $method != GET ]]; then
  echo "$method $path${body:+ $(jq --compact-output --sort-keys .)}" >>"$STATE/calls"
  exit
fi
case $path in
  '') file=repository ;;
  /actions/permissions) file=actions ;;
  /actions/permissions/workflow) file=workflow ;;
  */deployment-branch-policies) file=branches/$(cut -d / -f 3 <<<"$path") ;;
  /environments/*) file=environments/$(basename "$path") ;;
  /rulesets) file=rulesets ;;
  /rulesets/7) file=ruleset ;;
  /codeowners/errors) file=owners ;;
  /private-vulnerability-reporting) file=reporting ;;
  orgs/acme/teams/platform) file=team ;;
  users/alice) file=alice ;;
  *) exit 1 ;;
esac
[[ -f $STATE/$file ]] || exit 1
jq "$filter" "$STATE/$file"
GH
chmod +x bin/gh

cat >.github/repository.json <<'JSON'
{
  "repository": {"delete_branch_on_merge": true},
  "actions": {"sha_pinning_required": true},
  "workflow": {"default_workflow_permissions": "read"},
  "environments": {
    "live": {"branches": ["main"], "reviewers": ["@acme/platform", "@alice"], "prevent_self_review": true},
    "live-plan": {"branches": [], "reviewers": [], "prevent_self_review": false}
  },
  "ruleset": {
    "name": "main",
    "rules": [
      {"type": "deletion"},
      {"type": "required_status_checks", "parameters": {"required_status_checks": [{"context": "Lint"}]}}
    ]
  }
}
JSON

put() { cat >"state/$1"; }
as_wanted() {
  put repository <<<'{"delete_branch_on_merge": true, "private": true}'
  put actions <<<'{"enabled": true, "sha_pinning_required": true}'
  put workflow <<<'{"default_workflow_permissions": "read"}'
  put team <<<'{"id": 11}'
  put alice <<<'{"id": 12}'
  put environments/live <<<'{"protection_rules": [{"type": "branch_policy"}, {"type": "required_reviewers", "prevent_self_review": true, "reviewers": [{"type": "User", "reviewer": {"login": "alice"}}, {"type": "Team", "reviewer": {"slug": "platform"}}]}]}'
  put environments/live-plan <<<'{"protection_rules": []}'
  put branches/live <<<'{"branch_policies": [{"id": 5, "name": "main"}]}'
  put owners <<<'{"errors": []}'
  put rulesets <<<'[{"id": 6, "name": "tags"}, {"id": 7, "name": "main"}]'
  put ruleset <<<'{"id": 7, "name": "main", "rules": [{"type": "required_status_checks", "parameters": {"strict": false, "required_status_checks": [{"context": "Test"}, {"context": "Lint"}]}}, {"type": "deletion"}]}'
  : >state/calls
}

failures=0
check() { # <what> <expected> <actual>
  if [[ $2 == "$3" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}
first_line() { "$here/repository.sh" check 2>&1 | head -n 1; }

as_wanted
check 'settings as wanted pass, in any order, with more beside them' 'The repository on GitHub is as .github/repository.json has it, and CODEOWNERS holds.' "$(first_line)"
put workflow <<<'{"default_workflow_permissions": "write"}'
check 'a setting that differs is named' 'workflow.default_workflow_permissions: "write" instead of "read"' "$(first_line)"
check 'a difference is an error' 1 "$("$here/repository.sh" check >/dev/null 2>&1 || echo $?)"
as_wanted
put environments/live <<<'{"protection_rules": []}'
check 'an environment without its reviewers is named' 'environments.live.prevent_self_review: false instead of true' "$(first_line)"
rm state/environments/live-plan
check 'an environment that is not there is named' 'environments.live-plan: missing' "$("$here/repository.sh" check 2>&1 | grep missing)"
as_wanted
put branches/live <<<'{"branch_policies": [{"id": 5, "name": "main"}, {"id": 8, "name": "*"}]}'
check 'a branch that may deploy too is named' 'environments.live.branches: ["main","*"] instead of ["main"]' "$(first_line)"
as_wanted
put ruleset <<<'{"id": 7, "name": "main", "rules": [{"type": "required_status_checks", "parameters": {"required_status_checks": []}}]}'
check 'rules and required checks that are gone are named' $'ruleset.rules.deletion: missing\nruleset.rules.required_status_checks.parameters.required_status_checks.Lint: missing' "$("$here/repository.sh" check 2>&1 | head -n 2)"

as_wanted
put owners <<<'{"errors": [{"path": "CODEOWNERS", "line": 2, "kind": "Unknown owner", "suggestion": "make sure @acme/web exists and has write access"}, {"path": "CODEOWNERS", "line": 9, "kind": "Invalid pattern", "suggestion": null}]}'
check 'what GitHub cannot follow in CODEOWNERS is named' $'CODEOWNERS:2: Unknown owner: make sure @acme/web exists and has write access\nCODEOWNERS:9: Invalid pattern' "$("$here/repository.sh" check 2>&1 | head -n 2)"
check 'and is an error' 1 "$("$here/repository.sh" check >/dev/null 2>&1 || echo $?)"
rm state/owners
check 'a CODEOWNERS that GitHub does not have is an error' 'CODEOWNERS:1: Not on GitHub yet' "$(first_line)"

as_wanted
put repository <<<'{"delete_branch_on_merge": true, "private": false}'
put reporting <<<'{"enabled": false}'
check 'a public repository without private reports is named' 'private-vulnerability-reporting: off, and everybody can read this repository' "$(first_line)"
"$here/repository.sh" apply >/dev/null 2>&1 || true
check 'and apply lets it take them' 'PUT /private-vulnerability-reporting' "$(tail -n 1 state/calls)"
put reporting <<<'{"enabled": true}'
check 'which then is as wanted' 0 "$("$here/repository.sh" check >/dev/null 2>&1 && echo $?)"

as_wanted
put branches/live <<<'{"branch_policies": [{"id": 8, "name": "*"}]}'
"$here/repository.sh" apply >/dev/null 2>&1 || true
check 'apply sends every setting, resolves reviewers, and replaces branches and the ruleset' "$(
  cat <<'CALLS'
PATCH  {"delete_branch_on_merge":true}
PUT /actions/permissions {"sha_pinning_required":true}
PUT /actions/permissions/workflow {"default_workflow_permissions":"read"}
PUT /environments/live {"deployment_branch_policy":{"custom_branch_policies":true,"protected_branches":false},"prevent_self_review":true,"reviewers":[{"id":11,"type":"Team"},{"id":12,"type":"User"}]}
DELETE /environments/live/deployment-branch-policies/8
POST /environments/live/deployment-branch-policies {"name":"main","type":"branch"}
PUT /environments/live-plan {"deployment_branch_policy":null,"prevent_self_review":false,"reviewers":[]}
PUT /rulesets/7 {"name":"main","rules":[{"type":"deletion"},{"parameters":{"required_status_checks":[{"context":"Lint"}]},"type":"required_status_checks"}]}
CALLS
)" "$(cat state/calls)"

as_wanted
rm state/team
check 'a reviewer that GitHub does not know stops before the environment is touched' 0 "$("$here/repository.sh" apply >/dev/null 2>&1 || grep --count 'environments/live ' state/calls)"

exit "$((failures > 0))"
