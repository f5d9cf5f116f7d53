#!/usr/bin/env bash
# Restore a database beside the one that runs: restore.sh <host of the database> <moment|latest> [<database>]
# The copy has the same network, key and parameters, and nobody uses it until swap.sh says so. It is made from the backups of the one that runs,
# or from those of a database of another region that come here. A second run goes on where the first one stopped.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
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
copy() { rds describe-db-instances --db-instance-identifier "$id-restored" | jq --raw-output ".DBInstances[0] | $1"; }

restore() {
  local arn backups=(--source-db-instance-identifier "$id") groups tags
  if [[ -n $other ]]; then
    # Copies of a database that is gone are kept beside those of the one that has its name now.
    arn=$(rds describe-db-instance-automated-backups --db-instance-identifier "$other" |
      jq --raw-output '.DBInstanceAutomatedBackups | max_by(.RestoreWindow.LatestTime) | .DBInstanceAutomatedBackupsArn // empty')
    [[ -n $arn ]] || {
      echo "No backups of $other come to $region." >&2
      exit 2
    }
    backups=(--source-db-instance-automated-backups-arn "$arn")
  fi
  read -ra groups <<<"$(of '[.VpcSecurityGroups[].VpcSecurityGroupId] | join(" ")')"
  tags=$(jq --compact-output --arg of "$1" '[.TagList[] | select(.Key != "Restored")] + [{Key: "Restored", Value: $of}]' <<<"$source")

  # Logs wait for Terraform, after the swap: RDS would make groups for this name, without encryption and end.
  rds restore-db-instance-to-point-in-time "${at[@]}" "${backups[@]}" \
    --target-db-instance-identifier "$id-restored" \
    --db-instance-class "$(of .DBInstanceClass)" "$(of 'if .MultiAZ then "--multi-az" else "--no-multi-az" end')" \
    --db-subnet-group-name "$(of .DBSubnetGroup.DBSubnetGroupName)" \
    --db-parameter-group-name "$(of '.DBParameterGroups[0].DBParameterGroupName')" \
    --vpc-security-group-ids "${groups[@]}" \
    --tags "$tags" \
    --no-publicly-accessible --enable-iam-database-authentication --copy-tags-to-snapshot --deletion-protection >/dev/null
}

# A copy says what it is of: the one of another moment must not pass for this one.
wanted="$moment of ${other:-$id}"
if there=$(copy '[.TagList[] | select(.Key == "Restored").Value][0] // "somebody else"' 2>/dev/null); then
  [[ $there == "$wanted" ]] || {
    echo "$id-restored is there already, and is $there, not $wanted. Delete it first." >&2
    exit 2
  }
  echo "$id-restored is there already, made at $(copy '.InstanceCreateTime // "this moment"'): going on with it." >&2
else
  restore "$wanted"
fi
"$here/wait.sh" "$id-restored" "$region"

# The old password belongs to the old database: the copy gets one of its own.
secret=$(copy .MasterUserSecret.SecretStatus)
[[ $secret != null ]] || rds modify-db-instance --db-instance-identifier "$id-restored" --manage-master-user-password \
  --master-user-secret-kms-key-id "$(of .KmsKeyId)" --apply-immediately >/dev/null
# RDS calls it available until it begins, so the secret says when it is done.
while [[ $secret == null || $secret == creating ]]; do
  sleep "${PAUSE:-10}"
  "$here/wait.sh" "$id-restored" "$region"
  secret=$(copy .MasterUserSecret.SecretStatus)
done
copy '"host: \(.Endpoint.Address)\nsecret: \(.MasterUserSecret.SecretArn)"'
