#!/usr/bin/env bash
# Lets the cluster of the current context read this repository: a key pair of its own, whose public half GitHub accepts read-only.
# usage: argocd-repository.sh <environment> <organization>/<repository>
set -euo pipefail

environment=$1
repository=$2
title="argocd $environment"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ssh-keygen -q -t ed25519 -N '' -C "$title" -f "$folder/key"

# A key of the same name belonged to a cluster that this one replaces.
for id in $(gh repo deploy-key list --repo "$repository" --json id,title --jq ".[] | select(.title == \"$title\") | .id"); do
  gh repo deploy-key delete "$id" --repo "$repository"
done
gh repo deploy-key add "$folder/key.pub" --repo "$repository" --title "$title"

kubectl --namespace argocd create secret generic repository --dry-run=client --output json \
  --from-literal=type=git \
  --from-literal=url="git@github.com:$repository.git" \
  --from-file=sshPrivateKey="$folder/key" |
  jq '.metadata.labels = {"argocd.argoproj.io/secret-type": "repository"}' |
  kubectl apply --server-side --force-conflicts --filename -
