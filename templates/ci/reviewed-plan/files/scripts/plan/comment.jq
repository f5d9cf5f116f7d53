# A plan as a comment on a change request. Input: what `terraform show -no-color` prints, in which sensitive values are masked.
# The first line identifies the comment, so that the next plan replaces it.

# A comment may have 65,536 characters.
def longest: 60000;

# A fence that no line of the plan can close.
def fence: ([match("`{3,}"; "g").length] | max // 2) as $run | "`" * ([$run + 1, 3] | max);

def addresses(f): [$changes[0].resources[] | select(f).address];

ltrimstr("\n") as $plan
| fence as $fence
| addresses(.actions == ["create"]) as $create
| addresses(.actions == ["update"]) as $update
| addresses(.actions | index("delete") and index("create")) as $replace
| addresses(.actions == ["delete"]) as $destroy
| ($changes[0] | .resources + .outputs | length) as $all
| ($replace + $destroy) as $lost
| "<!-- plan of \($environment) -->",
  "### Plan for \($environment): " + (
    if $all == 0 then "no changes"
    else "\($create | length) to create, \($update | length) to change, \($replace | length) to replace, \($destroy | length) to destroy"
    end
  ),
  "",
  (if $lost == [] then empty else "**Replaced or destroyed:**", "", ($lost[:50][] | "- `\(gsub("`"; "'"))`"), (if ($lost | length) > 50 then "- and \(($lost | length) - 50) more" else empty end), "" end),
  "<details><summary>The plan of commit \($commit[:7])</summary>",
  "",
  "\($fence)text",
  ($plan[:longest] | rtrimstr("\n")),
  $fence,
  (if ($plan | length) > longest then "", "The plan is longer than a comment; the log of the job has all of it." else empty end),
  "",
  "</details>"
