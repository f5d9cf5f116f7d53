#!/usr/bin/env bash
# Settings of the repository on GitHub as .github/repository.json has them.
# usage: repository.sh apply | check      needs `gh auth login` as an administrator of the repository
set -euo pipefail

wanted=.github/repository.json
repository='repos/{owner}/{repo}' # gh fills it in from the remote

send() { # <method> <path>: the body is read from the standard input
  gh api --silent --method "$1" "$repository$2" --input -
}

wanted_environments() {
  jq --raw-output '.environments | keys_unsorted[]' "$wanted"
}

branch_policies() { # <environment>
  gh api "$repository/environments/$1/deployment-branch-policies?per_page=100" 2>/dev/null || echo '{}'
}

# "@acme/platform" is a team, "@alice" a person. GitHub wants their numbers.
reviewer() {
  local name=${1#@}
  if [[ $name == */* ]]; then
    gh api "orgs/${name%%/*}/teams/${name#*/}" --jq '{type: "Team", id: .id}'
  else
    gh api "users/$name" --jq '{type: "User", id: .id}'
  fi
}

apply_environment() { # <name>
  local name=$1 want reviewers branch id
  want=$(jq --arg name "$name" '.environments[$name]' "$wanted")
  reviewers=$(jq --raw-output '.reviewers[]' <<<"$want" | while read -r who; do reviewer "$who" || exit; done | jq --slurp .)
  jq --argjson reviewers "$reviewers" '{
    prevent_self_review,
    reviewers: $reviewers,
    deployment_branch_policy: (if .branches == [] then null else {protected_branches: false, custom_branch_policies: true} end)
  }' <<<"$want" | send PUT "/environments/$name"

  [[ $(jq '.branches == []' <<<"$want") == true ]] && return
  branch_policies "$name" | jq --raw-output --argjson want "$want" '.branch_policies[]? | select(.name | IN($want.branches[]) | not).id' |
    while read -r id; do gh api --silent --method DELETE "$repository/environments/$name/deployment-branch-policies/$id" || exit; done
  branch_policies "$name" | jq --raw-output --argjson want "$want" '$want.branches - [.branch_policies[]?.name] | .[]' |
    while read -r branch; do
      jq --null-input --arg name "$branch" '{name: $name, type: "branch"}' | send POST "/environments/$name/deployment-branch-policies" || exit
    done
}

# Only then GitHub takes private reports of weaknesses.
public() {
  gh api "$repository" | jq '.private == false'
}

ruleset_id() {
  gh api "$repository/rulesets?includes_parents=false&per_page=100" |
    jq --raw-output --arg name "$(jq --raw-output .ruleset.name "$wanted")" '[.[] | select(.name == $name).id][0] // empty'
}

apply() {
  local name id
  jq .repository "$wanted" | send PATCH ''
  jq .actions "$wanted" | send PUT /actions/permissions
  jq .workflow "$wanted" | send PUT /actions/permissions/workflow
  for name in $(wanted_environments); do apply_environment "$name"; done
  id=$(ruleset_id)
  if [[ -n $id ]]; then
    jq .ruleset "$wanted" | send PUT "/rulesets/$id"
  else
    jq .ruleset "$wanted" | send POST /rulesets
  fi
  if [[ $(public) == true ]]; then gh api --silent --method PUT "$repository/private-vulnerability-reporting"; fi
}

environment() { # <name>: as it is, in the form of repository.json; null if there is none
  local found
  found=$(gh api "$repository/environments/$1" 2>/dev/null) || {
    echo null
    return
  }
  jq --argjson policies "$(branch_policies "$1")" --arg owner "$(gh repo view --json owner --jq .owner.login)" '
    ([.protection_rules[]? | select(.type == "required_reviewers")][0] // {}) as $review
    | {
        branches: [$policies.branch_policies[]?.name],
        reviewers: [$review.reviewers[]? | if .type == "Team" then "@\($owner)/\(.reviewer.slug)" else "@\(.reviewer.login)" end],
        prevent_self_review: ($review.prevent_self_review // false)
      }' <<<"$found"
}

actual() {
  local name id
  {
    gh api "$repository" | jq '{repository: .}'
    gh api "$repository/actions/permissions" | jq '{actions: .}'
    gh api "$repository/actions/permissions/workflow" | jq '{workflow: .}'
    for name in $(wanted_environments); do
      environment "$name" | jq --arg name "$name" '{environments: {($name): .}}'
    done
    id=$(ruleset_id)
    [[ -z $id ]] || gh api "$repository/rulesets/$id" | jq '{ruleset: .}'
  } | jq --slurp 'reduce .[] as $part ({}; . * $part)'
}

# GitHub skips a line of CODEOWNERS that it cannot follow, and then asks nobody.
owners() {
  local errors
  errors=$(gh api "$repository/codeowners/errors" 2>/dev/null) || errors='{"errors": [{"path": "CODEOWNERS", "line": 1, "kind": "Not on GitHub yet"}]}'
  jq --raw-output '.errors[] | "\(.path):\(.line): \(.kind)\(if .suggestion then ": " + .suggestion else "" end)"' <<<"$errors"
}

check() {
  local differences errors
  # Where the settings differ from $wanted: one line per difference. Settings that $wanted does not name may be anything.
  differences=$(actual | jq --raw-output --slurpfile wanted "$wanted" '
    def differences($want; $have; $path):
      if ($want | type) == "object" then
        if ($have | type) == "object" then $want | keys[] as $key | differences($want[$key]; $have[$key]; $path + [$key])
        else "\($path | join(".")): missing"
        end
      elif ($want | type) == "array" and ($want | any(type == "object")) then
        def name: .type // .context;
        $want[] as $item
        | differences($item; first(($have // [])[] | select(name == ($item | name))) // null; $path + [$item | name])
      elif ($want | type) == "array" then
        select(($want | sort) != ($have // [] | sort)) | "\($path | join(".")): \($have | tojson) instead of \($want | tojson)"
      else
        select($want != $have) | "\($path | join(".")): \($have | tojson) instead of \($want | tojson)"
      end;

    . as $have | differences($wanted[0]; $have; [])
  ')
  if [[ $(public) == true && $(gh api "$repository/private-vulnerability-reporting" | jq .enabled) != true ]]; then
    differences+=${differences:+$'\n'}'private-vulnerability-reporting: off, and everybody can read this repository'
  fi
  if [[ -n $differences ]]; then
    echo "$differences" >&2
    echo 'The repository on GitHub is not as .github/repository.json has it; run task repo:apply.' >&2
  fi
  errors=$(owners)
  if [[ -n $errors ]]; then
    echo "$errors" >&2
    echo 'CODEOWNERS does not hold: every owner has to exist and to have write access.' >&2
  fi
  [[ -z $differences$errors ]] || return 1
  echo 'The repository on GitHub is as .github/repository.json has it, and CODEOWNERS holds.'
}

case ${1:-} in
  apply)
    apply
    check
    ;;
  check) check ;;
  *)
    echo 'usage: repository.sh apply | check' >&2
    exit 2
    ;;
esac
