#!/usr/bin/env bash
# The plan of an environment that was reviewed for a commit, found again after the merge.
# usage: plan.sh <environment> <commit> <folder>     fetches changes.json of the change request that made the commit
set -euo pipefail

repository='repos/{owner}/{repo}' # gh fills it in from the remote

reviewed() {
  local environment=$1 commit=$2 folder=$3 change number head merged name run event path made moved
  change=$(gh api "$repository/commits/$commit/pulls" | jq --raw-output --arg commit "$commit" \
    'first(.[] | select(.merged_at != null and .merge_commit_sha == $commit) | "\(.number) \(.head.sha) \(.merged_at)")')
  read -r number head merged <<<"$change"
  if [[ -z $head ]]; then
    echo "No change request was merged as $commit." >&2
    return
  fi

  # Only a run in this repository, for exactly that commit, counts: a fork could give its artifact any name. And nobody
  # reviewed what a run showed that was repeated after the merge.
  name=plan-$environment-$head
  run=$(gh api "$repository/actions/artifacts?per_page=100&name=$name" |
    jq --raw-output --arg head "$head" --arg merged "$merged" '[.artifacts[]
      | select(.workflow_run.head_sha == $head and .workflow_run.head_repository_id == .workflow_run.repository_id)
    ] | group_by(.workflow_run.id) | map(select(all(.expired == false and .created_at < $merged))[0])
      | sort_by(.created_at) | last.workflow_run.id // empty')
  if [[ -z $run ]]; then
    echo "There is no plan of $environment for commit $head from before the merge." >&2
    return
  fi
  made=$(gh api "$repository/actions/runs/$run" --jq '"\(.event) \(.path) \(.created_at)"')
  read -r event path made <<<"$made"
  if [[ "$event ${path%@*}" != 'pull_request .github/workflows/terraform-plan.yml' ]]; then
    echo "The plan of $environment for commit $head was not made by terraform-plan.yml." >&2
    return
  fi
  # The run of another base planned another change; a run that is repeated plans the old one again.
  moved=$(gh api --paginate "$repository/issues/$number/timeline?per_page=100" |
    jq --slurp --arg made "$made" 'any(add[]?; (.event | IN("base_ref_changed", "automatic_base_change_succeeded")) and .created_at >= $made)')
  if [[ $moved != false ]]; then
    echo "The plan of $environment for commit $head was made before the change request got another base." >&2
    return
  fi
  gh run download "$run" --name "$name" --dir "$folder"
}

reviewed "$@"
