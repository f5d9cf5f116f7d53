# Which changes differ between the reviewed plan and the new one: one line per change. No line: they are the same.

def changes: map({key: "\(.address // "output.\(.name)")\(if .deposed then " (deposed \(.deposed))" else "" end)", value: .}) | from_entries;

def verb: join(" and ");

def fields($old; $new):
  [["actions", "previous_address", "imported"][] | select($old[.] != $new[.])]
  + [["before", "after", "unknown"][] as $side
     | ($old[$side] | if type == "object" then . else {value: .} end) as $a
     | ($new[$side] | if type == "object" then . else {value: .} end) as $b
     | [$a, $b | keys[]] | unique[] | select($a[.] != $b[.])]
  | unique | join(", ");

($reviewed[0] | .resources + .outputs | changes) as $old
| ($planned[0] | .resources + .outputs | changes) as $new
| [$old, $new | keys[]] | unique[]
| . as $address
| if $old[$address] == $new[$address] then empty
  elif $old[$address] == null then "new      \($address): \($new[$address].actions | verb)"
  elif $new[$address] == null then "gone     \($address): \($old[$address].actions | verb) was reviewed"
  else "changed  \($address): \(fields($old[$address]; $new[$address]))"
  end
