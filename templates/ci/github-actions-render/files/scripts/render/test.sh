#!/usr/bin/env bash
# Tests of diff.sh with real git and a stand-in for helm, which prints the values that it is given.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p bin repo
export PATH=$work/bin:$PATH KUBERNETES_VERSION=0
export GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --file "$GIT_CONFIG_GLOBAL" user.name test
git config --file "$GIT_CONFIG_GLOBAL" user.email test@example.com

cat >bin/helm <<'HELM'
#!/usr/bin/env bash
[[ $1 == template ]] || exit 0
cat "$3/values.yaml"
while shift && (($#)); do
  if [[ $1 == --values ]]; then cat "$2"; fi
done
HELM
chmod +x bin/helm

failures=0
check() { # <what> <expected> <actual>
  if [[ $2 == "$3" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}

cd repo
git init --quiet
mkdir -p scripts platform/{dns,mesh} services/api/deploy/{dev,live}
cat >scripts/charts.sh <<'CHARTS'
#!/usr/bin/env bash
cat "services/$2/deploy/$3/values.yaml"
CHARTS
chmod +x scripts/charts.sh
touch platform/{dns,mesh}/{Chart,values}.yaml services/api/deploy/{dev,live}/values.yaml
commit() {
  git add --all
  git commit --quiet --message "$1"
}
rendered() { "$here/diff.sh" "$1" HEAD~1; }
commit one
echo 'replicas: 2' >services/api/deploy/live/values.yaml
commit two
check 'the first line identifies the comment' '<!-- rendered for live -->' "$(rendered live | head -n 1)"
check 'what an environment gets otherwise is shown' '+replicas: 2' "$(rendered live | grep '^+r')"
check 'and counted' '### Rendered for live: 1 of the services and charts change' "$(rendered live | sed -n 2p)"
check 'another environment gets the same' '### Rendered for dev: nothing changes' "$(rendered dev | sed -n 2p)"
printf 'kind: ConfigMap\ndata:\n  open: yes\n---\nkind: Secret\ndata:\n  key: c2VjcmV0\n  long: |\n    c2VjcmV0\ntype: Opaque\n---\nstringData: {a: c2VjcmV0}\nkind: Secret\n' >platform/dns/values.yaml
commit three
check 'a chart of the platform is shown, too' '+  open: yes' "$(rendered dev | grep 'open')"
check 'a Secret is masked' '+  key: (masked) +  long: (masked) +stringData: (masked)' "$(rendered dev | grep masked\) | paste -s -d ' ' -)"
check 'wherever its values stand' 0 "$(rendered dev | grep --count c2VjcmV0 || true)"
printf '%s\n' {1..20000} >platform/mesh/values.yaml
commit four
check 'a comment stays below the limit' yes "$(rendered dev | wc -c | awk '{ print ($1 < 65536 ? "yes" : "no") }')"
check 'and says so' 1 "$(rendered dev | grep --count 'longer than a comment')"
rm -r platform/dns
commit five
check 'what is gone is shown' '-  open: yes' "$(rendered dev | grep open)"
mkdir platform/mesh/environments
echo 'size: 3' >platform/mesh/environments/live.yaml
commit six
check 'a chart gets the values of its environment' '+size: 3' "$(rendered live | grep size)"
check 'and no other' '### Rendered for dev: nothing changes' "$(rendered dev | sed -n 2p)"
check 'nothing is left behind' 1 "$(git worktree list | wc -l | tr -d ' ')"

exit "$((failures > 0))"
