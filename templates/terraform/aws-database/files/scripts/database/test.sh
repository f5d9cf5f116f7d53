#!/usr/bin/env bash
# Tests of the scripts beside this file, with a stand-in for aws that keeps its databases as files.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p bin databases states
export CALLS=$work/calls DATABASES=$work/databases STATES=$work/states PATH=$work/bin:$PATH PAUSE=0

# What a database goes through stands in a file of its name, a state a line; each look at it takes one, and then it is available.
cat >bin/aws <<'AWS'
#!/usr/bin/env bash
echo "$*" >>"$CALLS"
value() { while [[ $# -gt 1 ]]; do [[ $1 == "$name" ]] && echo "$2" && return; shift; done; }
name=--db-instance-identifier id=$(value "$@")
now() { jq ".DBInstances[0] |= ($1)" "$DATABASES/$2" >"$DATABASES/.new" && mv "$DATABASES/.new" "$DATABASES/$2"; }
case $2 in
describe-db-instances)
  if [[ -f $STATES/login-ended ]]; then
    echo 'An error occurred (ExpiredToken) when calling the DescribeDBInstances operation: it ended' >&2
    exit 254
  fi
  if [[ ! -f $DATABASES/$id ]]; then
    echo "An error occurred (DBInstanceNotFound) when calling the DescribeDBInstances operation: DBInstance $id not found." >&2
    exit 254
  fi
  state=$(head -n 1 "$STATES/$id" 2>/dev/null)
  jq --arg state "${state:-available}" '.DBInstances[0].DBInstanceStatus = $state' "$DATABASES/$id"
  if [[ -n $state ]]; then sed -i.old 1d "$STATES/$id"; fi
  if [[ $(jq --raw-output '.DBInstances[0].MasterUserSecret.SecretStatus' "$DATABASES/$id") == creating ]]; then now '.MasterUserSecret.SecretStatus = "active"' "$id"; fi
  ;;
describe-db-instance-automated-backups)
  if [[ $id == acme-live-api ]]; then
    echo '{"DBInstanceAutomatedBackups": [
      {"DBInstanceAutomatedBackupsArn": "arn:gone", "RestoreWindow": {"LatestTime": "2027-01-31T09:00:00+00:00"}},
      {"DBInstanceAutomatedBackupsArn": "arn:live", "RestoreWindow": {"LatestTime": "2027-03-01T08:10:00+00:00"}},
      {"DBInstanceAutomatedBackupsArn": "arn:begun"}
    ]}'
  else
    echo '{"DBInstanceAutomatedBackups": []}'
  fi
  ;;
restore-db-instance-to-point-in-time)
  name=--target-db-instance-identifier to=$(value "$@")
  [[ ! -f $DATABASES/$to ]] || exit 254
  cp "$DATABASES/acme-dev-api" "$DATABASES/$to"
  name=--tags
  now "del(.MasterUserSecret) | .TagList = $(value "$@")" "$to"
  ;;
modify-db-instance)
  name=--new-db-instance-identifier
  new=$(value "$@")
  if [[ -n $new ]]; then mv "$DATABASES/$id" "$DATABASES/$new"; else now '.MasterUserSecret = {SecretArn: "arn:new", SecretStatus: "creating"}' "$id"; fi
  ;;
esac
AWS
chmod +x bin/aws

failures=0
check() { # <what> <expected> <actual>
  if [[ $2 == "$3" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}
called() { if grep --quiet --fixed-strings -e "$1" "$CALLS"; then echo yes; else echo no; fi; }
times() { grep --count --fixed-strings -e "$1" "$CALLS" || true; }
ends() { if "$@" >/dev/null 2>&1; then echo 0; else echo $?; fi; }

host=acme-dev-api.c0ffee.eu-west-1.rds.amazonaws.com
cat >databases/acme-dev-api <<'JSON'
{"DBInstances": [{
  "DBInstanceClass": "db.t4g.medium", "MultiAZ": true, "KmsKeyId": "key", "Endpoint": {"Address": "there"},
  "DBSubnetGroup": {"DBSubnetGroupName": "acme-dev-api"}, "DBParameterGroups": [{"DBParameterGroupName": "acme-dev-api-postgres"}],
  "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}], "MasterUserSecret": {"SecretArn": "arn", "SecretStatus": "active"},
  "TagList": [{"Key": "Environment", "Value": "acme-dev"}, {"Key": "Restored", "Value": "latest of acme-dev-api"}]
}]}
JSON

check 'a time without a zone is refused' 2 "$(ends "$here/restore.sh" "$host" 2027-03-01)"
check 'and nothing was asked of AWS' no "$(test -f "$CALLS" && echo yes || echo no)"
check 'without a copy nothing is swapped' 2 "$(ends "$here/swap.sh" "$host")"

printf '%s\n' creating backing-up modifying >states/acme-dev-api-restored
touch states/login-ended
check 'a login that ended stops a restore' 254 "$(ends "$here/restore.sh" "$host" 2027-03-01T08:15:00Z)"
rm states/login-ended
check 'the copy is told with its secret' $'host: there\nsecret: arn:new' "$("$here/restore.sh" "$host" 2027-03-01T08:15:00Z 2>said)"
check 'it was waited for' $'acme-dev-api-restored is creating\nacme-dev-api-restored is backing-up\nacme-dev-api-restored is modifying' "$(cat said)"
check 'by no clock but ours' no "$(called 'rds wait')"
check 'the copy is made from the backups of its source' yes "$(called '--source-db-instance-identifier acme-dev-api')"
check 'the copy is of that moment' yes "$(called '--restore-time 2027-03-01T08:15:00Z')"
check 'the copy is in the region of its source' yes "$(called '--region eu-west-1')"
check 'the copy is private' yes "$(called '--no-publicly-accessible')"
check 'the copy survives a zone as its source does' yes "$(called '--db-instance-class db.t4g.medium --multi-az ')"
check 'the copy has the network and the parameters' yes "$(called '--db-subnet-group-name acme-dev-api --db-parameter-group-name acme-dev-api-postgres --vpc-security-group-ids sg-1')"
check 'the copy has the tags, and one that says what it is of' yes \
  "$(called '--tags [{"Key":"Environment","Value":"acme-dev"},{"Key":"Restored","Value":"2027-03-01T08:15:00Z of acme-dev-api"}]')"
check 'the copy makes no logs of its own' no "$(called '--enable-cloudwatch-logs-exports')"
check 'the copy has a password of its own' yes "$(called 'acme-dev-api-restored --manage-master-user-password --master-user-secret-kms-key-id key')"

check 'a second run goes on' $'host: there\nsecret: arn:new' "$("$here/restore.sh" "$host" 2027-03-01T08:15:00Z 2>said)"
check 'and says so' 'acme-dev-api-restored is there already, made at this moment: going on with it.' "$(cat said)"
check 'it restores nothing again' 1 "$(times 'rds restore-db-instance-to-point-in-time')"
check 'and changes no password again' 1 "$(times '--manage-master-user-password')"
check 'a copy of another moment does not pass for this one' 2 "$(ends "$here/restore.sh" "$host" latest)"
check 'nor does one of another database' 2 "$(ends "$here/restore.sh" "$host" 2027-03-01T08:15:00Z acme-live-api)"
rm databases/acme-dev-api-restored

printf '%s\n' creating incompatible-restore >states/acme-dev-api-restored
check 'a restore that failed ends' 1 "$(ends "$here/restore.sh" "$host" 2027-03-01T08:15:00Z)"
check 'with no password changed' 1 "$(times '--manage-master-user-password')"
rm databases/acme-dev-api-restored

check 'without backups of the other database nothing is restored' 2 "$(ends "$here/restore.sh" "$host" latest acme-qa-api)"
check 'and there is no copy' no "$(test -f databases/acme-dev-api-restored && echo yes || echo no)"
sed -i.old 's/"MultiAZ": true/"MultiAZ": false/' databases/acme-dev-api && rm databases/*.old
"$here/restore.sh" "$host" latest acme-live-api >/dev/null
check 'of backups of another region the latest are taken' yes "$(called '--use-latest-restorable-time --source-db-instance-automated-backups-arn arn:live')"
check 'what is in one zone is restored into one' yes "$(called '--db-instance-class db.t4g.medium --no-multi-az ')"

# The first look only asks whether there is a copy.
printf '%s\n' available failed >states/acme-dev-api-restored
check 'nothing gives way to a copy that failed' 1 "$(ends "$here/swap.sh" "$host")"
touch states/login-ended
check 'a login that ended stops a swap' 1 "$(ends "$here/swap.sh" "$host")"
rm states/login-ended
check 'and what runs is left alone' $'acme-dev-api\nacme-dev-api-restored' "$(ls databases)"
printf '%s\n' creating creating modifying >states/acme-dev-api-restored
"$here/swap.sh" "$host" >/dev/null 2>said
check 'a copy that is not ready is waited for' $'acme-dev-api-restored is creating\nacme-dev-api-restored is modifying' "$(cat said)"
check 'the copy has the name, and the old one is kept' $'acme-dev-api\nacme-dev-api-before' "$(ls databases)"
mv databases/acme-dev-api databases/acme-dev-api-restored
"$here/swap.sh" "$host" >/dev/null
check 'an interrupted swap goes on' $'acme-dev-api\nacme-dev-api-before' "$(ls databases)"
check 'nothing is ever deleted' no "$(called delete-db)"

exit "$((failures > 0))"
