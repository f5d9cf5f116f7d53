# What is paid for, before and after a plan, from `terraform show -json`: quantities and no prices, which differ by contract.

def resources: .. | objects | select(has("address") and has("type") and has("values"));

# The launch template of a node group stands in the same module and says which machine it is.
def machine($all; $group):
  ($group.address | sub("aws_eks_node_group\\..*"; "aws_launch_template.")) as $prefix
  | [$all[] | select(.type == "aws_launch_template" and (.address | startswith($prefix))).values.instance_type][0]
  // $group.values.instance_types[0] // "machine";

# Unit and number of what one resource is paid for by the hour or the gigabyte.
def paid($all):
  .values as $it
  | if .type == "aws_eks_cluster" then ["EKS control plane", 1]
    elif .type == "aws_eks_node_group" then ["node \(machine($all; .))", $it.scaling_config[0].desired_size]
    elif .type == "aws_nat_gateway" then ["NAT gateway", 1]
    elif .type == "aws_vpc_endpoint" and $it.vpc_endpoint_type == "Interface" then ["interface endpoint in a zone", ($it.subnet_ids // [0] | length)]
    elif .type == "aws_kms_key" then ["KMS key", 1]
    elif .type == "aws_db_instance" then
      ["database \($it.instance_class)", (if $it.multi_az then 2 else 1 end)],
      ["GB of database storage", $it.allocated_storage * (if $it.multi_az then 2 else 1 end)]
    elif .type == "aws_elasticache_replication_group" then ["cache \($it.node_type)", $it.num_cache_clusters]
    elif .type == "aws_lb" then ["load balancer", 1]
    elif .type == "aws_route53_zone" then ["DNS zone", 1]
    elif (.type == "aws_s3_bucket" or .type == "aws_sqs_queue" or .type == "aws_sns_topic" or .type == "aws_cloudwatch_log_group") then
      ["\(.type | ltrimstr("aws_") | gsub("_"; " ")), by use", 1]
    else empty
    end;

def quantities: [resources] as $all | [$all[] | select(.mode == "managed") | paid($all)] | group_by(.[0]) | map({key: .[0][0], value: (map(.[1] // 0) | add)}) | from_entries;

(.prior_state.values // {} | quantities) as $now
| (.planned_values // {} | quantities) as $planned
| ["| What is paid for | Now | Planned |", "| --- | ---: | ---: |"],
  ([$now, $planned | keys[]] | unique[] | ["| \(.) | \($now[.] // 0) | \($planned[.] // 0)\(if $now[.] != $planned[.] then " (changed)" else "" end) |"])
| .[]
