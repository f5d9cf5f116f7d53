#!/usr/bin/env bash
# Tests of the script beside this file, with stand-ins for the cluster, AWS and Terraform that write down what they are asked.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir bin
export CALLS=$work/calls PATH=$work/bin:$PATH ARGO=yes POOLS=yes GATEWAY=yes OBJECTS=$work/objects KEPT=

cat >bin/task <<'TASK'
#!/usr/bin/env bash
echo "task $*" >>"$CALLS"
TASK
cat >bin/kubectl <<'KUBECTL'
#!/usr/bin/env bash
echo "kubectl $*" >>"$CALLS"
case "$*" in
*'get customresourcedefinition applications'*) [[ $ARGO == yes ]] ;;
*'get customresourcedefinition gateways'*) [[ $GATEWAY == yes ]] ;;
*'get customresourcedefinition nodepools'*) [[ $POOLS == yes ]] ;;
*'get namespaces'*) printf 'namespace/%s\n' argocd default gateway kube-system orders ;;
*'get persistentvolumes'*) echo persistentvolume/metrics ;;
esac
KUBECTL
cat >bin/terraform <<'TERRAFORM'
#!/usr/bin/env bash
echo "terraform $*" >>"$CALLS"
if [[ $* == *'show -json' ]]; then
  echo '{"values": {"root_module": {"child_modules": [{"resources": [{"mode": "managed", "type": "aws_s3_bucket", "values": {"id": "acme-dev-1-orders"}}]}]}}}'
fi
TERRAFORM
cat >bin/aws <<'AWS'
#!/usr/bin/env bash
echo "aws $*" >>"$CALLS"
case $2 in
list-object-versions) if [[ -f $OBJECTS ]]; then cat "$OBJECTS"; fi ;;
delete-objects)
  cat >>"$CALLS"
  rm "$OBJECTS"
  printf '%s' "$KEPT"
  ;;
esac
AWS
chmod +x bin/*

failures=0
check() { # <what> <expected> <actual>
  if [[ $2 == "$3" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}
destroy() { # <what is typed> <arguments…>: the exit code
  local typed=$1
  shift
  : >"$CALLS"
  echo '{"Versions": [{"Key": "a", "VersionId": "1"}], "DeleteMarkers": [{"Key": "b", "VersionId": "2"}]}' >"$OBJECTS"
  "$here/destroy.sh" "$@" <<<"$typed" >/dev/null 2>&1 && echo 0 || echo $?
}
called() { if grep --quiet --fixed-strings -e "$1" "$CALLS"; then echo yes; else echo no; fi; }
# The lines that change something, in their order, by a word of each.
order() { grep --only-matching --extended-regexp 'gitops\.dev|applicationsets|applications.argoproj.io --all|apiservice|delete namespace|wait --for|nodepools.karpenter.sh --all|nodeclaims|delete-objects|destroy' "$CALLS" | paste -s -d ' ' -; }

check 'a protected environment is refused' 2 "$(destroy production production true ours acme-production)"
check 'and nobody was asked anything' no "$(test -s "$CALLS" && echo yes || echo no)"
check 'an environment that nobody knows is refused' 2 "$(destroy prod prod '' '' acme-prod)"
check 'another name is refused' 2 "$(destroy staging dev false ours acme-dev orders)"
check 'and nothing was changed' '' "$(order || true)"
check 'the right name goes through' 0 "$(destroy dev dev false ours acme-dev orders)"
check 'from the outside in' 'gitops.dev applicationsets applications.argoproj.io --all delete namespace apiservice delete namespace wait --for nodepools.karpenter.sh --all nodeclaims delete-objects destroy' "$(order)"
check 'services and the gateway go before what takes away their load balancers' yes "$(called 'delete namespace --ignore-not-found --timeout 15m orders gateway')"
check 'a volume that was kept goes, too' yes "$(called 'patch persistentvolume/metrics --patch {"spec": {"persistentVolumeReclaimPolicy": "Delete"}}')"
check 'every namespace but those of Kubernetes goes' yes "$(called 'delete namespace --ignore-not-found --timeout 15m argocd gateway orders')"
check 'versions and marks of a bucket go' yes "$(called '{"Quiet":true,"Objects":[{"Key":"a","VersionId":"1"},{"Key":"b","VersionId":"2"}]}')"
check 'always in the named cluster' '' "$(grep '^kubectl' "$CALLS" | grep --invert-match -e '--context acme-dev ' || true)"
check 'without Argo CD nobody asks for it' 0 "$(ARGO=no destroy dev dev false ours acme-dev orders)"
check 'the rest is the same' 'delete namespace apiservice delete namespace wait --for nodepools.karpenter.sh --all nodeclaims delete-objects destroy' "$(order)"
check 'without Karpenter nobody asks for its machines' 0 "$(POOLS=no destroy dev dev false ours acme-dev orders)"
check 'and the rest is the same' no "$(called 'karpenter.sh --all')"
check 'a cluster of others' 0 "$(destroy dev dev false theirs acme-dev orders)"
check 'loses our services' yes "$(called 'delete namespace --ignore-not-found --timeout 15m orders')"
check 'and their gateway' yes "$(called '--namespace gateway delete gateways.gateway.networking.k8s.io public')"
check 'and the policies that judged them' yes "$(called 'delete --ignore-not-found --filename policies/kubernetes/environments/dev --filename policies/kubernetes')"
check 'and nothing else' no "$(called '--all')"
check 'what a bucket keeps stops it' 1 "$(KEPT='{"Errors": []}' destroy dev dev false ours acme-dev orders)"
check 'before Terraform destroys' no "$(called ' destroy ')"

exit "$((failures > 0))"
