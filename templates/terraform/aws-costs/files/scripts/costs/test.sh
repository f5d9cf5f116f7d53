#!/usr/bin/env bash
# Tests of the script beside this file.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
failures=0
check() { # <what> <expected> <actual>
  if [[ $2 == "$3" ]]; then
    echo "ok      $1"
  else
    printf 'FAILED  %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
    failures=$((failures + 1))
  fi
}

resource() { # <address> <values>: one as `terraform show -json` writes it
  printf '{"address":"%s","mode":"managed","type":"%s","values":%s}' "$1" "$(awk -F. '{ print $(NF - 1) }' <<<"$1")" "$2"
}

row() { # <what>: its line for a plan from $now to $planned
  printf '{"prior_state":{"values":{"root_module":{"resources":[%s]}}},"planned_values":{"root_module":{"child_modules":[{"resources":[%s]}]}}}' "$now" "$planned" |
    jq --raw-output --from-file "$here/quantities.jq" | grep --fixed-strings "| $1 |" || echo none
}

template=$(resource module.cluster.aws_launch_template.node '{"instance_type":"m6i.large"}')
nodes=$(resource module.cluster.aws_eks_node_group.default '{"scaling_config":[{"desired_size":6}]}')
endpoint=$(resource module.network.aws_vpc_endpoint.sts '{"vpc_endpoint_type":"Interface","subnet_ids":["a","b","c"]}')
gateway=$(resource module.network.aws_vpc_endpoint.s3 '{"vpc_endpoint_type":"Gateway"}')
database=$(resource module.database.aws_db_instance.this '{"instance_class":"db.m7g.large","multi_az":true,"allocated_storage":20}')
role=$(resource module.cluster.aws_iam_role.node '{}')

now=$(resource module.network.aws_nat_gateway.this '{}')
planned="$now,$template,$nodes,$endpoint,$gateway,$database,$role"
check 'what stays is shown' '| NAT gateway | 1 | 1 |' "$(row 'NAT gateway')"
check 'nodes are counted by their machine' '| node m6i.large | 0 | 6 (changed) |' "$(row 'node m6i.large')"
check 'an endpoint is paid for in each zone' '| interface endpoint in a zone | 0 | 3 (changed) |' "$(row 'interface endpoint in a zone')"
check 'a second database stands by, and has its storage' $'| GB of database storage | 0 | 40 (changed) |' "$(row 'GB of database storage')"
check 'what is free is not shown' none "$(row 'iam role')"

now=$database planned=$role
check 'what goes is shown' '| database db.m7g.large | 2 | 0 (changed) |' "$(row 'database db.m7g.large')"

exit "$((failures > 0))"
