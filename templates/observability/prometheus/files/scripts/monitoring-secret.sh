#!/usr/bin/env bash
# Stores one way to people for Alertmanager, in the cluster of the current context. The value comes from standard input.
# usage: monitoring-secret.sh <key>
set -euo pipefail

key=$1
if [[ -t 0 ]]; then
  read -rsp "The address or key for $key (it is not shown): " value
  echo
else
  read -r value
fi
if [[ -z $value ]]; then
  echo "Nothing was given, so nothing was stored." >&2
  exit 2
fi

# The key may come before what uses it.
kubectl create namespace monitoring --dry-run=client --output json | kubectl apply --server-side --filename -
# A manager of its own for each key: storing one leaves the others.
printf '%s' "$value" |
  kubectl --namespace monitoring create secret generic alertmanager-notify --dry-run=client --output json --from-file="$key=/dev/stdin" |
  kubectl apply --server-side --force-conflicts --field-manager "monitoring-$key" --filename -
echo "$key is stored."
