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
namespaces=("$@")
if [[ $cluster == ours ]]; then
  found=$(k get namespaces --output name | sed 's,^namespace/,,' | grep --extended-regexp --invert-match '^(default|kube-.*)$' || true)
  read -ra namespaces <<<"${found//$'\n'/ }"
fi

echo "This takes $environment away for good: its databases, caches and queues, the namespaces ${namespaces[*]:-(none)}"
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
    for service in "$@"; do k --namespace argocd delete applications.argoproj.io "$service" --ignore-not-found; done
  fi
fi

# A namespace is gone when its load balancers are; a volume goes after the claim that held it.
if [[ ${#namespaces[@]} -gt 0 ]]; then
  k delete namespace --ignore-not-found --timeout 15m "${namespaces[@]}"
fi
if [[ $cluster == ours && -n $(k get persistentvolumes --output name) ]]; then
  k wait --for delete persistentvolume --all --timeout 10m
fi

# Machines that Karpenter started are unknown to Terraform too; it takes away those of a pool that is gone.
if [[ $cluster == ours ]] && k get customresourcedefinition nodepools.karpenter.sh >/dev/null 2>&1; then
  k delete nodepools.karpenter.sh --all
  k delete nodeclaims.karpenter.sh --all --timeout 15m
fi

# A bucket with versions is not empty when its objects are deleted.
for bucket in $buckets; do
  while true; do
    batch=$(aws s3api list-object-versions --bucket "$bucket" --max-items 1000 --output json |
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
