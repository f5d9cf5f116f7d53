#!/usr/bin/env bash
# Tests of the scripts beside this file, with real git and stand-ins for docker, gh, task and trivy.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p bin
export CALLS=$work/calls PATH=$work/bin:$PATH
export GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --file "$GIT_CONFIG_GLOBAL" user.name test
git config --file "$GIT_CONFIG_GLOBAL" user.email test@example.com
git config --file "$GIT_CONFIG_GLOBAL" init.defaultBranch main

cat >bin/docker <<'DOCKER'
#!/usr/bin/env bash
echo "$*" >>"$CALLS"
[[ $1 == buildx ]] || { [[ $1 == push ]] && touch "$CALLS.pushed"; exit 0; }
[[ -f $CALLS.pushed ]] || exit 1
echo sha256:abc
DOCKER
cat >bin/gh <<'GH'
#!/usr/bin/env bash
echo "$*" >>"$CALLS"
case "$1 $2" in
  'pr list') jq --raw-output "${*: -1}" "$CALLS.open" ;;
  'api --paginate') cat "$CALLS.issues" ;;
  api*) for argument; do [[ $argument != body=@* ]] || cp "${argument#body=@}" "$CALLS.body"; done ;;
esac
GH
cat >bin/trivy <<'TRIVY'
#!/usr/bin/env bash
cat "$CALLS.${*: -1:1}" # what it finds in the image; nothing there: it fails
TRIVY
cat >bin/task <<'TASK'
#!/usr/bin/env bash
case $1 in
  promote) echo "  digest: ${4#*=}" >services/api/deploy/dev/image.yaml ;;
  rollback) git restore --source HEAD~1 services/api/deploy/dev/image.yaml ;;
esac
TASK
chmod +x bin/*

failures=0
check() { # <what> <expected> <actual>
  if [[ $2 == "$3" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}

git init --quiet --bare origin.git
git init --quiet repo
cd repo
git remote add origin ../origin.git
mkdir -p services/{api,web}/deploy/dev services/notes
touch services/{api,web}/Dockerfile services/notes/README.md services/api/deploy/dev/values.yaml services/README.md
commit() {
  git add --all
  git commit --quiet --message "$1"
}
commit one
one=$(git rev-parse HEAD)
check 'on the first push every service is new' 'services=["api","web"]' "$("$here/changed.sh" 0000000000000000000000000000000000000000)"
check 'nothing changed, nothing to build' 'services=[]' "$("$here/changed.sh" "$one")"
echo 1 >services/web/app
echo 1 >services/notes/README.md
commit two
check 'a changed service is built, a folder without a Dockerfile is not' 'services=["web"]' "$("$here/changed.sh" "$one")"
echo 1 >services/api/deploy/dev/values.yaml
commit three
check 'what is under deploy/ builds nothing' 'services=["web"]' "$("$here/changed.sh" "$one")"
git rm --quiet -r services/web
commit four
check 'a removed service is not built' 'services=[]' "$("$here/changed.sh" "$one")"

"$here/push.sh" api:local registry/api c0ffee ../out/api.json >/dev/null
check 'the digest is written down' '{"repository":"registry/api","digest":"sha256:abc"}' "$(jq --compact-output . ../out/api.json)"
check 'the tag is the commit' 'push --quiet registry/api:c0ffee' "$(grep push "$CALLS")"
: >"$CALLS"
"$here/push.sh" api:local registry/api c0ffee ../out/api.json >/dev/null
check 'a tag is never pushed twice' '' "$(grep push "$CALLS" || true)"

: >"$CALLS"
echo '[{"number": 8, "isCrossRepository": true}]' >"$CALLS.open"
"$here/propose.sh" api dev main DIGEST=sha256:one >/dev/null
check 'a promotion is a branch with one file' 'services/api/deploy/dev/image.yaml' "$(git -C ../origin.git show --format= --name-only promote/dev/api)"
check 'a promotion is a change request, whatever a fork has' 'pr create --head promote/dev/api' "$(grep --only-matching 'pr create --head [^ ]*' "$CALLS")"
check 'and leaves the one of the fork alone' '' "$(grep 'pulls/8' "$CALLS" || true)"
: >"$CALLS"
echo '[{"number": 8, "isCrossRepository": true}, {"number": 9, "isCrossRepository": false}]' >"$CALLS.open"
git switch --quiet main
"$here/propose.sh" api dev main DIGEST=sha256:two >/dev/null
check 'the next one renews the branch' '  digest: sha256:two' "$(git -C ../origin.git show promote/dev/api:services/api/deploy/dev/image.yaml)"
check 'and opens no second change request' '' "$(grep create "$CALLS" || true)"
# shellcheck disable=SC2016 # the backticks are the text under test
check 'but says in the first what it has now' 'PATCH repos/{owner}/{repo}/pulls/9 --raw-field body=Image `sha256:two`' "$(grep --only-matching 'PATCH [^.]*' "$CALLS")"
git switch --quiet main
git merge --quiet promote/dev/api
check 'what is promoted already is left alone' 'dev has sha256:two already.' "$("$here/propose.sh" api dev main DIGEST=sha256:two)"

"$here/propose.sh" api dev main DIGEST=sha256:three >/dev/null
git switch --quiet main
git merge --quiet promote/dev/api
: >"$CALLS"
echo '[]' >"$CALLS.open"
"$here/propose.sh" api dev main rollback >/dev/null
check 'a rollback is a branch of its own with the image from before' '  digest: sha256:two' "$(git -C ../origin.git show rollback/dev/api:services/api/deploy/dev/image.yaml)"
check 'and a change request that says so' '--title Roll api back in dev' "$(grep --only-matching -e '--title Roll api back in dev' "$CALLS")"
git switch --quiet main
: >"$CALLS"
"$here/propose.sh" api dev main FROM=live >/dev/null
check 'what comes from another environment says what a person has to ask' 'task smoke SERVICE=api ENV=live' "$(grep --only-matching 'task smoke SERVICE=api ENV=live' "$CALLS")"

mkdir -p ../weekly/services/{api,web}/deploy/{dev,live,new}
cd ../weekly
ln -s "$here/.." scripts
for file in api/deploy/dev:old api/deploy/live:old web/deploy/dev:fine; do
  printf 'image:\n  repository: ecr\n  digest: %s\n' "${file#*:}" >"services/${file%:*}/image.yaml"
done
echo '{}' >"$CALLS.ecr@fine"
echo '{"Results": [{"Vulnerabilities": [{"Severity": "HIGH", "VulnerabilityID": "CVE-1", "PkgName": "a|b", "InstalledVersion": "1", "FixedVersion": "2"}]}]}' >"$CALLS.ecr@old"
echo '[{"number": 8, "user": {"type": "Bot"}, "body": "<!-- weak image of web -->"}]' >"$CALLS.issues"
: >"$CALLS"
"$here/rescan.sh" >/dev/null
check 'an image that became weak opens an issue, once for all environments' 'title=Weak image of api' "$(grep --only-matching 'title=[^-]*[^ -]' "$CALLS")"
check 'it says where the image runs' '### dev, live' "$(grep '^###' "$CALLS.body")"
check 'and what mends it' '| HIGH | CVE-1 | a b 1 | 2 |' "$(grep CVE "$CALLS.body")"
check 'an image that is no longer weak closes its issue' 'issues/8 --field state=closed' "$(grep --only-matching 'issues/8 .*closed' "$CALLS")"
rm "$CALLS.ecr@fine"
: >"$CALLS"
check 'an image that cannot be scanned is an error' failed "$("$here/rescan.sh" >/dev/null 2>&1 || echo failed)"
check 'and closes nothing' '' "$(grep closed "$CALLS" || true)"
check 'and keeps no other service from its issue' 'title=Weak image of api' "$(grep --only-matching 'title=[^-]*[^ -]' "$CALLS")"

exit "$((failures > 0))"
