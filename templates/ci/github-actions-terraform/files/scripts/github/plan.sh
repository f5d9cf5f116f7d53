#!/usr/bin/env bash
# The plan of an environment on GitHub: shown on the change request, and found again after the merge.
# usage: plan.sh comment <change request> <file>              the first line of the file identifies the comment
#        plan.sh reviewed <environment> <commit> <folder>     fetches changes.json of the change request that made the commit
set -euo pipefail

repository='repos/{owner}/{repo}' # gh fills it in from the remote

comment() {
  local change=$1 file=$2 marker id
  marker=$(head -n 1 "$file")
  id=$(gh api --paginate "$repository/issues/$change/comments?per_page=100" |
    jq --raw-output --slurp --arg marker "$marker" '[add[]? | select(.user.type == "Bot" and (.body | startswith($marker))).id][0] // empty')
  if [[ -n $id ]]; then
    gh api --silent --method PATCH "$repository/issues/comments/$id" --field "body=@$file"
  else
    gh api --silent --method POST "$repository/issues/$change/comments" --field "body=@$file"
  fi
}

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

case ${1:-} in
  comment) comment "$2" "$3" ;;
  reviewed) reviewed "$2" "$3" "$4" ;;
  *)
    echo 'usage: plan.sh comment <change request> <file> | reviewed <environment> <commit> <folder>' >&2
    exit 2
    ;;
esac
