#!/usr/bin/env bash
# Wait until a database can be used, and end where it never will: wait.sh <its name at RDS> <region>
# A restore takes as long as there is data; `aws rds wait` gives up after half an hour.
set -euo pipefail

while true; do
  status=$(aws rds describe-db-instances --db-instance-identifier "$1" --region "$2" --output json | jq --raw-output '.DBInstances[0].DBInstanceStatus')
  # With the disks RDS goes on for hours, while the database can be used.
  case $status in
    available | storage-initialization | storage-optimization) exit 0 ;;
    failed | deleting | stopping | stopped | restore-error | storage-full | insufficient-capacity | incompatible-* | inaccessible-*)
      echo "$1 is $status and does not become available by itself. Its events at RDS say why." >&2
      exit 1
      ;;
    "${said:-}") ;;
    *) echo "$1 is $status" >&2 ;;
  esac
  said=$status
  sleep "${PAUSE:-10}"
done
