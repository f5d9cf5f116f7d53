#!/usr/bin/env bash
# Tests of the script beside this file, with real git.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --file "$GIT_CONFIG_GLOBAL" user.name test
git config --file "$GIT_CONFIG_GLOBAL" user.email test@example.com

failures=0
check() { # <what> <expected> <actual>
  if [[ $2 == "$3" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}

git init --quiet repo
cd repo
mkdir -p charts/service services/{api,web}/deploy/{dev,live}
touch charts/service/Chart.yaml services/{api,web}/deploy/values.yaml services/{api,web}/deploy/{dev,live}/values.yaml
touch services/{api,web}/deploy/dev/image.yaml services/api/deploy/live/image.yaml
change() { # <file>
  echo more >>"$1"
  git add --all
  git commit --quiet --message "$1"
}
deploys() { "$here/changed.sh" HEAD~1 dev live | paste -s -d ';' -; }

change README.md
check 'on the first push everything that was promoted is deployed' 'dev=api web;live=api' "$("$here/changed.sh" 0000000000000000000000000000000000000000 dev live | paste -s -d ';' -)"
change services/api/deploy/dev/image.yaml
check 'a promotion deploys to one environment, what an earlier one brought there too' 'dev=api web;live=' "$(deploys)"
change services/web/deploy/values.yaml
check 'common values deploy only where the service was promoted' 'dev=api web;live=' "$(deploys)"
change charts/service/Chart.yaml
check 'a chart deploys every service that was promoted' 'dev=api web;live=api' "$(deploys)"
mkdir -p policies/kubernetes
change policies/kubernetes/probes.yaml
check 'a policy deploys every service that was promoted' 'dev=api web;live=api' "$(deploys)"
change services/web/deploy/live/values.yaml
check 'values of an environment without an image deploy nothing' 'dev=;live=' "$(deploys)"
git rm --quiet services/api/deploy/live/image.yaml
git commit --quiet --message remove
check 'a removed image deploys nothing' 'dev=;live=' "$(deploys)"
change README.md
check 'nor does what no cluster gets' 'dev=;live=' "$(deploys)"
check 'what no commit is compared with is new' 'dev=api web;live=' "$("$here/changed.sh" '' dev live | paste -s -d ';' -)"

exit "$((failures > 0))"
