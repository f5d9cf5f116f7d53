#!/usr/bin/env bash
# Tests of the scripts beside this file, with a stand-in for aws that keeps its databases as files.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir -p bin databases
export CALLS=$work/calls DATABASES=$work/databases PATH=$work/bin:$PATH PAUSE=0

cat >bin/aws <<'AWS'
#!/usr/bin/env bash
echo "$*" >>"$CALLS"
value() { while [[ $# -gt 1 ]]; do [[ $1 == "$name" ]] && echo "$2" && return; shift; done; }
name=--db-instance-identifier id=$(value "$@")
case $2 in
describe-db-instances) [[ -f $DATABASES/$id ]] && cat "$DATABASES/$id" ;;
describe-db-instance-automated-backups)
  if [[ $id == acme-live-api ]]; then echo '{"DBInstanceAutomatedBackups": [{"DBInstanceAutomatedBackupsArn": "arn:live"}]}'; else echo '{"DBInstanceAutomatedBackups": []}'; fi
  ;;
restore-db-instance-to-point-in-time)
  name=--target-db-instance-identifier
  cp "$DATABASES/acme-dev-api" "$DATABASES/$(value "$@")"
  ;;
modify-db-instance)
  name=--new-db-instance-identifier
  new=$(value "$@")
  if [[ -n $new ]]; then mv "$DATABASES/$id" "$DATABASES/$new"; fi
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

host=acme-dev-api.c0ffee.eu-west-1.rds.amazonaws.com
cat >databases/acme-dev-api <<'JSON'
{"DBInstances": [{
  "DBInstanceClass": "db.t4g.medium", "KmsKeyId": "key", "Endpoint": {"Address": "there"},
  "DBSubnetGroup": {"DBSubnetGroupName": "acme-dev-api"}, "DBParameterGroups": [{"DBParameterGroupName": "acme-dev-api-postgres"}],
  "VpcSecurityGroups": [{"VpcSecurityGroupId": "sg-1"}], "MasterUserSecret": {"SecretArn": "arn"},
  "TagList": [{"Key": "Environment", "Value": "acme-dev"}]
}]}
JSON

check 'a time without a zone is refused' 2 "$("$here/restore.sh" "$host" 2027-03-01 2>/dev/null && echo 0 || echo $?)"
check 'and nothing was asked of AWS' no "$(test -f "$CALLS" && echo yes || echo no)"
check 'without a copy nothing is swapped' 2 "$("$here/swap.sh" "$host" 2>/dev/null && echo 0 || echo $?)"
check 'the copy is told with its secret' $'host: there\nsecret: arn' "$("$here/restore.sh" "$host" 2027-03-01T08:15:00Z)"
check 'the copy is made from the backups of its source' yes "$(called '--source-db-instance-identifier acme-dev-api')"
check 'the copy is of that moment' yes "$(called '--restore-time 2027-03-01T08:15:00Z')"
check 'the copy is in the region of its source' yes "$(called '--region eu-west-1')"
check 'the copy is private' yes "$(called '--no-publicly-accessible')"
check 'the copy has the network and the parameters' yes "$(called '--db-subnet-group-name acme-dev-api --db-parameter-group-name acme-dev-api-postgres --vpc-security-group-ids sg-1')"
check 'the copy has the tags' yes "$(called '--tags [{"Key":"Environment","Value":"acme-dev"}]')"
check 'the copy has a password of its own' yes "$(called 'acme-dev-api-restored --manage-master-user-password --master-user-secret-kms-key-id key')"
rm databases/acme-dev-api-restored
check 'without backups of the other database nothing is restored' 2 "$("$here/restore.sh" "$host" latest acme-qa-api 2>/dev/null && echo 0 || echo $?)"
check 'and there is no copy' no "$(test -f databases/acme-dev-api-restored && echo yes || echo no)"
"$here/restore.sh" "$host" latest acme-live-api >/dev/null
check 'backups of another region are taken where they are named' yes "$(called '--use-latest-restorable-time --source-db-instance-automated-backups-arn arn:live')"
"$here/swap.sh" "$host" >/dev/null
check 'the copy has the name, and the old one is kept' $'acme-dev-api\nacme-dev-api-before' "$(ls databases)"
mv databases/acme-dev-api databases/acme-dev-api-restored
"$here/swap.sh" "$host" >/dev/null
check 'an interrupted swap goes on' $'acme-dev-api\nacme-dev-api-before' "$(ls databases)"
check 'nothing is ever deleted' no "$(called delete-db)"

exit "$((failures > 0))"
