#!/usr/bin/env bash
# What the cluster of an environment gets otherwise than at a commit, as a comment of a change request.
# The values of Secrets are masked, before they are compared: that one changed does not show.
# usage: diff.sh <environment> <commit>
set -euo pipefail

environment=$1
base=$2
here=$PWD
work=$(mktemp -d)
trap 'git -C "$here" worktree remove --force "$work/tree" 2>/dev/null || true; rm -rf "$work"' EXIT

mask() {
  awk '
    function flush(i, inside) {
      for (i = 0; i < n; i++) {
        if (secret && line[i] ~ /^[^ ]/) {
          inside = line[i] ~ /^(data|stringData):/
          if (inside && line[i] !~ /: *$/) sub(/:.*/, ": (masked)", line[i])
        } else if (secret && inside) {
          if (line[i] !~ /^  [^ ]+:/) continue
          sub(/:.*/, ": (masked)", line[i])
        }
        print line[i]
      }
      n = secret = 0
    }
    /^---/ { flush() }
    /^kind: "?Secret"? *$/ { secret = 1 }
    { line[n++] = $0 }
    END { flush() }'
}

# Everything that is rendered in a tree, a file for each service and each chart of the platform.
render() { # <tree> <folder>
  local chart name values given
  mkdir -p "$2/services" "$2/platform"
  cd "$1"
  [[ ! -f charts/service/Chart.yaml ]] || helm dependency build charts/service >/dev/null
  for values in services/*/deploy/"$environment"/values.yaml; do
    [[ -f $values ]] || continue
    name=$(cut -d / -f 2 <<<"$values")
    "$here/scripts/charts.sh" render "$name" "$environment" | mask >"$2/services/$name.yaml"
  done
  for chart in platform/*/Chart.yaml observability/Chart.yaml; do
    [[ -f $chart ]] || continue
    chart=${chart%/Chart.yaml}
    name=$(basename "$chart")
    helm dependency update "$chart" >/dev/null
    given=()
    if [[ -f $chart/environments/$environment.yaml ]]; then given=(--values "$chart/environments/$environment.yaml"); fi
    helm template "$name" "$chart" --namespace "$name" --kube-version "$KUBERNETES_VERSION" "${given[@]}" | mask >"$2/platform/$name.yaml"
  done
  cd "$here"
}

git worktree add --quiet --detach "$work/tree" "$base"
render "$work/tree" "$work/before" >&2
render "$here" "$work/after" >&2
cd "$work"
diff --recursive --new-file --unified before after >all || (($? == 1))
awk '!/^diff / { if (/^(---|\+\+\+) (before|after)\//) sub(/\t.*/, ""); print }' all >difference # times are noise

# A comment may have 65,536 characters.
longest=60000
echo "<!-- rendered for $environment -->"
if [[ ! -s difference ]]; then
  echo "### Rendered for $environment: nothing changes"
  exit
fi
echo "### Rendered for $environment: $(grep --count '^diff ' all) of the services and charts change"
printf '\n<details><summary>The difference, with masked Secrets</summary>\n\n````````diff\n'
LC_ALL=C awk -v longest="$longest" '{ size += length($0) + 1 } size > longest { exit } { print }' difference
printf '````````\n\n</details>\n'
if (($(wc -c <difference) > longest)); then printf '\nThe difference is longer than a comment; task render SERVICE=… ENV=… prints a service whole.\n'; fi
