#!/usr/bin/env bash
# Scans again, by digest, what every service runs: what was harmless when it was published may be known to be weak today.
# One issue for each service that is weak, closed once it is not.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

# A line <image> <environment> for each environment that a service was promoted to.
promoted() {
  local file
  for file in "services/$1"/deploy/*/image.yaml; do
    [[ -f $file ]] || continue
    echo "$(sed -n 's/^  repository: //p; s/^  digest: /@/p' "$file" | tr -d '\n') $(basename "$(dirname "$file")")"
  done
}

scan() { # <image> <environments>: adds what is found to the text
  trivy image --quiet --format json --severity HIGH,CRITICAL --ignore-unfixed --scanners vuln,secret --image-src remote "$1" \
    </dev/null >"$work/scan.json" || return
  # What trivy found in one image, as a table of Markdown; nothing if it finds nothing.
  jq --raw-output --arg image "$1" --arg environments "$2" '
    # An issue may have 65,536 characters.
    def longest: 100;

    # A text of others cannot end its cell.
    def cell: tostring | gsub("[|`\n\r<>]"; " ") | .[:80];

    [.Results[]? | (
      (.Vulnerabilities[]? | [.Severity, .VulnerabilityID, "\(.PkgName) \(.InstalledVersion)", .FixedVersion]),
      (.Secrets[]? | [.Severity, .RuleID, "a secret", "take it out, and make it void"])
    )] | unique as $rows
    | if $rows == [] then empty else
        "",
        "### \($environments)",
        "",
        "`\($image)`",
        "",
        "| How serious | What | Where | Mended in |",
        "| --- | --- | --- | --- |",
        ($rows[:longest][] | "| \(map(cell) | join(" | ")) |"),
        (if ($rows | length) > longest then "", "And \(($rows | length) - longest) more." else empty end)
      end
  ' "$work/scan.json" >>"$work/found"
}

rescan() { # <service>
  local service=$1 image
  promoted "$service" >"$work/promoted"
  : >"$work/found"
  while read -r image; do
    if ! scan "$image" "$(awk -v image="$image" '$1 == image { printf "%s%s", (n++ ? ", " : ""), $2 }' "$work/promoted")"; then
      echo "$image could not be scanned; the issue of $service stays as it is." >&2
      return 1
    fi
  done < <(cut -d ' ' -f 1 "$work/promoted" | sort -u)

  if [[ ! -s $work/found ]]; then
    echo "$service runs nothing that is known to be weak."
    scripts/github/issue.sh close "weak image of $service" "$service runs nothing any more that is known to be weak."
    return
  fi
  {
    echo "$service runs an image with a serious weakness, and for each there is a version that mends it."
    echo
    echo "1. Raise the version in \`services/$service\`; if it comes with the base image, build again from a newer one."
    echo '2. Promote the new image to each environment below. A scan without findings closes this issue.'
    cat "$work/found"
  } >"$work/body"
  scripts/github/issue.sh open "weak image of $service" "Weak image of $service" "$work/body"
}

failed=0
for folder in services/*/; do
  rescan "$(basename "$folder")" || failed=1
done
exit "$failed"
