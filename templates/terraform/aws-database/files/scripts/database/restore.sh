#!/usr/bin/env bash
# Restore a database beside the one that runs: restore.sh <host of the database> <moment|latest> [<database>]
# The copy has the same network, key and parameters, and nobody uses it until swap.sh says so. It is made from the backups of the one that runs,
# or from those of a database of another region that come here.
set -euo pipefail

host=$1 moment=$2 other=${3:-}
id=${host%%.*}
region=$(cut -d. -f3 <<<"$host")
rds() { aws rds "$@" --region "$region" --output json; }

if [[ $moment == latest ]]; then
  at=(--use-latest-restorable-time)
else
  [[ $moment =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$ ]] || {
    echo "The moment is latest, or a time in UTC such as 2027-03-01T08:15:00Z; not $moment." >&2
    exit 2
  }
  at=(--restore-time "$moment")
fi

source=$(rds describe-db-instances --db-instance-identifier "$id" | jq '.DBInstances[0]')
of() { jq --raw-output "$1" <<<"$source"; }
backups=(--source-db-instance-identifier "$id")
if [[ -n $other ]]; then
  arn=$(rds describe-db-instance-automated-backups --db-instance-identifier "$other" | jq --raw-output '.DBInstanceAutomatedBackups[0].DBInstanceAutomatedBackupsArn // empty')
  [[ -n $arn ]] || {
    echo "No backups of $other come to $region." >&2
    exit 2
  }
  backups=(--source-db-instance-automated-backups-arn "$arn")
fi
read -ra groups <<<"$(of '[.VpcSecurityGroups[].VpcSecurityGroupId] | join(" ")')"

rds restore-db-instance-to-point-in-time "${at[@]}" "${backups[@]}" \
  --target-db-instance-identifier "$id-restored" \
  --db-instance-class "$(of .DBInstanceClass)" \
  --db-subnet-group-name "$(of .DBSubnetGroup.DBSubnetGroupName)" \
  --db-parameter-group-name "$(of '.DBParameterGroups[0].DBParameterGroupName')" \
  --vpc-security-group-ids "${groups[@]}" \
  --tags "$(of '.TagList | tojson')" \
  --no-publicly-accessible --enable-iam-database-authentication --copy-tags-to-snapshot --deletion-protection >/dev/null
rds wait db-instance-available --db-instance-identifier "$id-restored"

# The old password belongs to the old database: the copy gets one of its own.
rds modify-db-instance --db-instance-identifier "$id-restored" --manage-master-user-password \
  --master-user-secret-kms-key-id "$(of .KmsKeyId)" --apply-immediately >/dev/null
rds wait db-instance-available --db-instance-identifier "$id-restored"
rds describe-db-instances --db-instance-identifier "$id-restored" |
  jq --raw-output '.DBInstances[0] | "host: \(.Endpoint.Address)\nsecret: \(.MasterUserSecret.SecretArn)"'
