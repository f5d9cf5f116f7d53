#!/usr/bin/env bash
# The plan of an environment that was reviewed for a commit, found again after the merge.
# usage: plan.sh <environment> <commit> <folder>     fetches changes.json of the change request that made the commit
set -euo pipefail

repository='repos/{owner}/{repo}' # gh fills it in from the remote

reviewed() {
  local environment=$1 commit=$2 folder=$3 head name run path
  head=$(gh api "$repository/commits/$commit/pulls" |
    jq --raw-output --arg commit "$commit" '[.[] | select(.merged_at != null and .merge_commit_sha == $commit).head.sha][0] // empty')
  if [[ -z $head ]]; then
    echo "No change request was merged as $commit." >&2
    return
  fi

  # Only a run in this repository, for exactly that commit, counts: a fork could give its artifact any name.
  name=plan-$environment-$head
  run=$(gh api "$repository/actions/artifacts?per_page=100&name=$name" |
    jq --raw-output --arg head "$head" '[.artifacts[]
      | select(.expired == false)
      | select(.workflow_run.head_sha == $head and .workflow_run.head_repository_id == .workflow_run.repository_id)
    ] | sort_by(.created_at) | last.workflow_run.id // empty')
  if [[ -z $run ]]; then
    echo "There is no plan of $environment for commit $head." >&2
    return
  fi
  path=$(gh api "$repository/actions/runs/$run" --jq '"\(.event) \(.path)"')
  if [[ ${path%@*} != 'pull_request .github/workflows/terraform-plan.yml' ]]; then
    echo "The plan of $environment for commit $head was not made by terraform-plan.yml." >&2
    return
  fi
  gh run download "$run" --name "$name" --dir "$folder"
}

reviewed "$@"
