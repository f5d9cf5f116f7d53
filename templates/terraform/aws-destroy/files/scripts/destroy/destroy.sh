#!/usr/bin/env bash
# Takes an environment away: destroy.sh <environment> <protected> <ours|theirs> <kubectl context> [service…]
# What the cluster made outside of Terraform goes first, or it would hold the network: load balancers, volumes and machines.
set -euo pipefail

environment=$1 protected=$2 cluster=$3 context=$4
shift 4
root=terraform/environments/$environment

if [[ $protected != false ]]; then
  echo "$environment is protected, or there is none of that name. docs/runbooks/destroy-environment.md says what comes before." >&2
  exit 2
fi

task init ENV="$environment"
task kubeconfig ENV="$environment"
k() { kubectl --context "$context" "$@"; }

buckets=$(terraform -chdir="$root" show -json | jq --raw-output '[.. | objects | select(.type? == "aws_s3_bucket" and .mode? == "managed") | .values.id] | unique[]')
namespaces=()
if [[ $cluster == ours ]]; then
  found=$(k get namespaces --output name | sed 's,^namespace/,,' | grep --extended-regexp --invert-match '^(default|kube-.*)$' || true)
  read -ra namespaces <<<"${found//$'\n'/ }"
fi

echo "This takes $environment away for good: its databases, caches and queues, the namespaces ${namespaces[*]:-${*:-(none)}}"
echo "and every object in its buckets: ${buckets:-(none)}"
read -r -p "Type the name of the environment to go on: " answer
if [[ $answer != "$environment" ]]; then
  echo "That is not its name. Nothing was changed." >&2
  exit 2
fi

# Argo CD heals what is deleted: whoever watches the others goes before them.
if k get customresourcedefinition applications.argoproj.io >/dev/null 2>&1; then
  k --namespace argocd delete applications.argoproj.io "gitops.$environment" --ignore-not-found
  if [[ $cluster == ours ]]; then
    k --namespace argocd delete applicationsets.argoproj.io --all
    k --namespace argocd delete applications.argoproj.io --all
  else
    k --namespace argocd delete applicationsets.argoproj.io services --ignore-not-found
    for application in "policies.$environment" platform.gateway "$@"; do k --namespace argocd delete applications.argoproj.io "$application" --ignore-not-found; done
  fi
fi

# A volume that was kept on purpose would never go, and whoever waits for it waits for ever.
if [[ $cluster == ours ]]; then
  for volume in $(k get persistentvolumes --output name); do
    k patch "$volume" --patch '{"spec": {"persistentVolumeReclaimPolicy": "Delete"}}'
  done
fi

# Services and the gateway go first, while what takes away their load balancers still runs.
outer=("$@")
if [[ $cluster == ours ]]; then outer+=(gateway); fi
if [[ ${#outer[@]} -gt 0 ]]; then
  k delete namespace --ignore-not-found --timeout 15m "${outer[@]}"
fi

if [[ $cluster == ours ]]; then
  # Who answers for a kind of figures goes with its namespace, and without that answer no namespace ends.
  k delete apiservice v1beta1.custom.metrics.k8s.io --ignore-not-found
  if [[ ${#namespaces[@]} -gt 0 ]]; then
    k delete namespace --ignore-not-found --timeout 15m "${namespaces[@]}"
  fi
  # A volume goes after the claim that held it.
  if [[ -n $(k get persistentvolumes --output name) ]]; then
    k wait --for delete persistentvolume --all --timeout 10m
  fi
  # Machines that Karpenter started; it takes away those of a pool that is gone.
  if k get customresourcedefinition nodepools.karpenter.sh >/dev/null 2>&1; then
    k delete nodepools.karpenter.sh --all
    k delete nodeclaims.karpenter.sh --all --timeout 15m
  fi
else
  # The load balancer goes while its controller still has its role.
  if k get customresourcedefinition gateways.gateway.networking.k8s.io >/dev/null 2>&1; then
    k --namespace gateway delete gateways.gateway.networking.k8s.io public --ignore-not-found
    k --namespace gateway wait --for delete service --selector gateway.envoyproxy.io/owning-gateway-name=public --timeout 15m
  fi
  # What judged our services goes with them.
  k delete --ignore-not-found --filename "policies/kubernetes/environments/$environment" --filename policies/kubernetes
fi

# A bucket with versions is not empty when its objects are deleted.
for bucket in $buckets; do
  while true; do
    batch=$(aws s3api list-object-versions --bucket "$bucket" --no-paginate --output json |
      jq --compact-output '{Quiet: true, Objects: [(.Versions // [])[], (.DeleteMarkers // [])[] | {Key, VersionId}]}')
    [[ -n $batch && $batch != *'"Objects":[]'* ]] || break
    kept=$(aws s3api delete-objects --bucket "$bucket" --delete file:///dev/stdin <<<"$batch")
    if [[ -n $kept ]]; then
      echo "$bucket keeps some of its objects: $kept" >&2
      exit 1
    fi
  done
done

terraform -chdir="$root" destroy -lock-timeout=5m
