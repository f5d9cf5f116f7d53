#!/usr/bin/env bash
# Does the cluster run the image that Git promotes, and does what answers requests say that it is ready? Uses the current kubectl context.
set -euo pipefail

service=$1
environment=$2
file=services/$service/deploy/$environment/image.yaml

want=$(sed -n 's/^  digest: //p' "$file")
found=$(kubectl --namespace "$service" get "deployment/$service" "cronjob/$service" --ignore-not-found --output name)
case $found in
  deployment.apps/*)
    pod=.spec.template.spec
    kubectl --namespace "$service" rollout status "deployment/$service" --timeout=5m
    ;;
  cronjob.batch/*) pod=.spec.jobTemplate.spec.template.spec ;;
  *)
    echo "This cluster runs no $service." >&2
    exit 1
    ;;
esac

# The pods carry the name of their environment, so a question to the wrong cluster is noticed.
attributes=$(kubectl --namespace "$service" get "$found" \
  --output "jsonpath={$pod.containers[0].env[?(@.name==\"OTEL_RESOURCE_ATTRIBUTES\")].value}")
if [[ $attributes != "deployment.environment.name=$environment" ]]; then
  echo "This cluster says ${attributes:-nothing about its environment}; run task kubeconfig ENV=$environment first." >&2
  exit 2
fi

image=$(kubectl --namespace "$service" get "$found" --output "jsonpath={$pod.containers[0].image}")
if [[ ${image##*@} != "$want" ]]; then
  echo "The cluster runs ${image##*@}, Git promotes $want." >&2
  exit 1
fi

if [[ -z $(kubectl --namespace "$service" get "service/$service" --ignore-not-found --output name) ]]; then
  echo "$service in $environment: runs $want, and nothing can be asked for more"
  exit
fi

# Through the kubelet, so that no network policy needs a hole for it. Port 0 lets the system choose a free one.
log=$(mktemp)
kubectl --namespace "$service" port-forward "service/$service" 0:http >"$log" &
forward=$!
trap 'kill "$forward" 2>/dev/null || true; rm -f "$log"' EXIT

port=
for _ in {1..50}; do
  port=$(sed -n 's/^Forwarding from 127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$log")
  [[ -n $port ]] && break
  sleep 0.2
done
for path in /healthz /readyz; do
  curl --fail --silent --show-error --max-time 5 --retry 3 --output /dev/null "http://127.0.0.1:${port:?kubectl forwards nothing}$path"
  echo "$service in $environment: $path answers"
done
