#!/usr/bin/env bash
# Tests of plan.sh and comment.sh against a stand-in for gh: it answers from files and writes down what it is asked to change.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
mkdir -p bin state
export STATE=$work/state PATH=$work/bin:$PATH

cat >bin/gh <<'GH'
#!/usr/bin/env bash
set -euo pipefail
arguments="$*"
case $arguments in
  *--method*) echo "$arguments" >>"$STATE/calls" ;;
  'run download '*) mkdir -p "${arguments##* }" && echo "$arguments" >"${arguments##* }/changes.json" ;;
  *'/timeline?'*) cat "$STATE/timeline" ;;
  *'/issues/'*) cat "$STATE/comments" ;;
  *'/pulls') cat "$STATE/pulls" ;;
  *'/actions/artifacts'*) cat "$STATE/artifacts" ;;
  *'/actions/runs/'*) cat "$STATE/run" ;;
  *) exit 1 ;;
esac
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

put() { cat >"state/$1"; }

printf '<!-- plan of dev -->\nText\n' >comment.md
commented() {
  : >state/calls
  "$here/comment.sh" 12 comment.md
  cat state/calls
}
put comments <<<'[]'
check 'the first plan is a new comment' 'api --silent --method POST repos/{owner}/{repo}/issues/12/comments --field body=@comment.md' "$(commented)"
# Two pages, as gh prints them; a person may quote the marker.
put comments <<<'[{"id": 1, "user": {"type": "User"}, "body": "<!-- plan of dev -->"}, {"id": 2, "user": {"type": "Bot"}, "body": "<!-- plan of live -->"}][{"id": 3, "user": {"type": "Bot"}, "body": "<!-- plan of dev -->\nOld"}]'
check 'the next plan replaces it' 'api --silent --method PATCH repos/{owner}/{repo}/issues/comments/3 --field body=@comment.md' "$(commented)"

as_merged() {
  rm -rf out
  put pulls <<<'[{"number": 11, "merged_at": null, "merge_commit_sha": "m1", "head": {"sha": "h0"}}, {"number": 12, "merged_at": "2026-01-05", "merge_commit_sha": "m1", "head": {"sha": "h1"}}]'
  put artifacts <<<'{"artifacts": [
    {"created_at": "2026-01-02", "expired": false, "workflow_run": {"id": 72, "head_sha": "h1", "head_repository_id": 1, "repository_id": 1}},
    {"created_at": "2026-01-01", "expired": false, "workflow_run": {"id": 71, "head_sha": "h1", "head_repository_id": 1, "repository_id": 1}}]}'
  put run <<<'pull_request .github/workflows/terraform-plan.yml 2026-01-02'
  # Two pages, as gh prints them; a commit has no time of its own.
  put timeline <<<'[{"event": "base_ref_changed", "created_at": "2026-01-01"}, {"event": "committed"}][{"event": "merged", "created_at": "2026-01-05"}]'
}
reviewed() { "$here/plan.sh" dev m1 out 2>&1 && cat out/changes.json 2>/dev/null || true; }

as_merged
check 'the newest plan of the merged commit is fetched' 'run download 72 --name plan-dev-h1 --dir out' "$(reviewed)"
as_merged
put pulls <<<'[]'
check 'a commit without a change request has none' 'No change request was merged as m1.' "$(reviewed)"
as_merged
put artifacts <<<'{"artifacts": [{"created_at": "2026-01-01", "expired": true, "workflow_run": {"id": 71, "head_sha": "h1", "head_repository_id": 1, "repository_id": 1}}]}'
check 'an expired plan does not count' 'There is no plan of dev for commit h1 from before the merge.' "$(reviewed)"
as_merged
put artifacts <<<'{"artifacts": [{"created_at": "2026-01-01", "expired": false, "workflow_run": {"id": 71, "head_sha": "h1", "head_repository_id": 9, "repository_id": 1}}]}'
check 'a plan from a fork does not count' 'There is no plan of dev for commit h1 from before the merge.' "$(reviewed)"
as_merged
put run <<<'push .github/workflows/other.yml 2026-01-02'
check 'a plan from another workflow does not count' 'The plan of dev for commit h1 was not made by terraform-plan.yml.' "$(reviewed)"
as_merged
put artifacts <<<'{"artifacts": [
  {"created_at": "2026-01-06", "expired": false, "workflow_run": {"id": 72, "head_sha": "h1", "head_repository_id": 1, "repository_id": 1}},
  {"created_at": "2026-01-02", "expired": false, "workflow_run": {"id": 72, "head_sha": "h1", "head_repository_id": 1, "repository_id": 1}},
  {"created_at": "2026-01-01", "expired": false, "workflow_run": {"id": 71, "head_sha": "h1", "head_repository_id": 1, "repository_id": 1}}]}'
check 'a run that was repeated after the merge does not count, one from before does' 'run download 71 --name plan-dev-h1 --dir out' "$(reviewed)"
moved='The plan of dev for commit h1 was made before the change request got another base.'
as_merged
put timeline <<<'[{"event": "committed"}][{"event": "base_ref_changed", "created_at": "2026-01-03"}]'
check 'a plan for another base does not count' "$moved" "$(reviewed)"
as_merged
put timeline <<<'[{"event": "automatic_base_change_succeeded", "created_at": "2026-01-03"}]'
check 'nor one whose base was merged and deleted' "$moved" "$(reviewed)"

exit "$((failures > 0))"
