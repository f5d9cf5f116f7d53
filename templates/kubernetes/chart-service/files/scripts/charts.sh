#!/usr/bin/env bash
# The chart of every service, for every environment: charts.sh lint | score | render <service> <environment>
set -euo pipefail

: "${KUBERNETES_VERSION:?run this through task}"

# Fills `values` with the flags that give a chart the values of one service in one environment.
read_values() {
  local deploy="services/$1/deploy"
  if [[ ! -f $deploy/$2/values.yaml ]]; then
    echo "There is no $deploy/$2/values.yaml." >&2
    exit 2
  fi
  values=(--values "$deploy/values.yaml" --values "$deploy/$2/values.yaml")
  if [[ -f $deploy/$2/image.yaml ]]; then
    values+=(--values "$deploy/$2/image.yaml")
  else
    # Nothing was promoted yet: an image that exists nowhere shows all the rest.
    values+=(--set "image.repository=not-promoted,image.digest=sha256:$(printf '0%.0s' {1..64})")
  fi
}

render() {
  read_values "$1" "$2"
  helm template "$1" charts/service --namespace "$1" --kube-version "$KUBERNETES_VERSION" "${values[@]}"
}

lint() {
  read_values "$1" "$2"
  helm lint --strict --quiet charts/service --kube-version "$KUBERNETES_VERSION" "${values[@]}"
  # The schemas of these come with their operators.
  render "$1" "$2" | kubeconform -strict -skip ServiceMonitor,SecretStore,ExternalSecret,HTTPRoute -kubernetes-version "$KUBERNETES_VERSION.0"
}

score() {
  render "$1" "$2" | kube-score score --kubernetes-version "v$KUBERNETES_VERSION" --output-format ci - |
    { grep --extended-regexp '^\[(WARNING|CRITICAL)\]' && return 1 || return 0; }
}

each() {
  local file environment
  for file in services/*/deploy/*/values.yaml; do
    [[ -f $file ]] || continue
    environment=$(basename "$(dirname "$file")")
    file=${file#services/}
    "$1" "${file%%/*}" "$environment"
    echo "${file%%/*} in $environment: $1 passed"
  done
}

case "${1:-}" in
  lint | score) each "$1" ;;
  render) render "${2:?service}" "${3:?environment}" ;;
  *)
    echo "usage: charts.sh lint | score | render <service> <environment>" >&2
    exit 2
    ;;
esac
