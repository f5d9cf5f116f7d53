# What a Terraform plan changes, from `terraform show -json`: sorted, only attributes that differ, sensitive values masked.
# Two plans make the same changes exactly when this gives the same text.

def mask($value; $sensitive):
  if $value == null then null
  elif $sensitive == true then "(sensitive)"
  elif ($value | type) == "object" and ($sensitive | type) == "object" then
    $value | with_entries(.key as $key | .value |= mask(.; $sensitive[$key]))
  elif ($value | type) == "array" and ($sensitive | type) == "array" then
    [range($value | length) as $i | mask($value[$i]; $sensitive[$i])]
  else $value
  end;

def object: if type == "object" then . else {} end;

def holds_true: [.. | select(. == true)] | length > 0;

# Names of the attributes that the change touches. A destroyed resource has none: that it goes says it all.
def touched:
  if .actions == ["delete"] then []
  else
    (.before | object) as $before | (.after | object) as $after | (.after_unknown | object) as $unknown
    | [$before, $after, $unknown | keys[]] | unique
    | map(select(. as $key | $before[$key] != $after[$key] or ($unknown[$key] | holds_true)))
  end;

def pick_keys($keys): object | with_entries(select(.key as $key | any($keys[]; . == $key)));

def resource:
  .change as $change
  | ($change | touched) as $keys
  | {
      address,
      previous_address,
      deposed,
      imported: $change.importing.id,
      actions: $change.actions,
      before: (mask($change.before; $change.before_sensitive) | pick_keys($keys)),
      after: (mask($change.after; $change.after_sensitive) | pick_keys($keys)),
      unknown: ($change.after_unknown | pick_keys($keys) | with_entries(select(.value | holds_true)))
    };

def output($name):
  {
    name: $name,
    actions,
    before: mask(.before; .before_sensitive),
    after: mask(.after; .after_sensitive),
    unknown: (.after_unknown | holds_true)
  };

if .errored == true then error("the plan is incomplete: Terraform met an error while it planned") else . end
| {
    format: 1,
    resources: [
      .resource_changes[]?
      | select(.change.actions != ["no-op"] or .previous_address != null or .change.importing != null)
      | resource
    ] | sort_by(.address, .deposed),
    outputs: [
      .output_changes // {} | to_entries[] | select(.value.actions != ["no-op"]) | .key as $name | .value | output($name)
    ] | sort_by(.name)
  }
