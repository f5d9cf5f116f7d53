#!/usr/bin/env bash
# Stores one way to people in a secret of the cluster of the current context. The value comes from standard input.
# usage: notify-secret.sh <namespace> <secret> <key>
set -euo pipefail

namespace=$1
secret=$2
key=$3
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
kubectl create namespace "$namespace" --dry-run=client --output json | kubectl apply --server-side --filename -
# A manager of its own for each key: storing one leaves the others.
printf '%s' "$value" |
  kubectl --namespace "$namespace" create secret generic "$secret" --dry-run=client --output json --from-file="$key=/dev/stdin" |
  kubectl apply --server-side --force-conflicts --field-manager "$namespace-$key" --filename -
echo "$key is stored."
