#!/usr/bin/env bash
# Put the restored database where the one that runs is: swap.sh <host of the database>
# Names change and nothing is deleted: what ran before is called …-before.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
host=$1
id=${host%%.*}
region=$(cut -d. -f3 <<<"$host")
rds() { aws rds "$@" --region "$region" --output json; }

there() { # Only RDS says that a database is not there; a login that ended says nothing.
  local said
  said=$(rds describe-db-instances --db-instance-identifier "$1" 2>&1 >/dev/null) && return
  [[ $said == *DBInstanceNotFound* ]] && return 1
  echo "$said" >&2
  exit 1
}

rename() { # <from> <to>
  rds modify-db-instance --db-instance-identifier "$1" --new-db-instance-identifier "$2" --apply-immediately >/dev/null
  until there "$2"; do sleep "${PAUSE:-10}"; done
  "$here/wait.sh" "$2" "$region"
  echo "$1 is now $2"
}

there "$id-restored" || {
  echo "There is no $id-restored. Type: task database:restore SERVICE=… ENV=… AT=…" >&2
  exit 2
}
# Nothing gives way to a copy that is not ready yet.
"$here/wait.sh" "$id-restored" "$region"
# A second run goes on where the first one stopped.
if there "$id"; then rename "$id" "$id-before"; fi
rename "$id-restored" "$id"
