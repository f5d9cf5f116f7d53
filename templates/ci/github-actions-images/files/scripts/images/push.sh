#!/usr/bin/env bash
# Push an image of this machine under the commit that it was built from, and write down its digest.
# usage: push.sh <local image> <repository> <commit> <file>
set -euo pipefail

image=$1
repository=$2
tag=$2:$3
file=$4

digest() {
  docker buildx imagetools inspect "$tag" --format '{{ .Manifest.Digest }}'
}

# Tags are immutable: when a job runs again, what its first run pushed, after the same scan, is the image of the commit.
if ! digest >/dev/null 2>&1; then
  docker tag "$image" "$tag"
  docker push --quiet "$tag"
fi

mkdir -p "$(dirname "$file")"
jq --null-input --arg repository "$repository" --arg digest "$(digest)" '{repository: $repository, digest: $digest}' >"$file"
cat "$file"
