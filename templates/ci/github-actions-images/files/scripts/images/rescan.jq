# What trivy finds in one image, as a table of Markdown; nothing if it finds nothing.

# An issue may have 65,536 characters.
def longest: 100;

# A text of others cannot end its cell.
def cell: tostring | gsub("[|`\n\r<>]"; " ") | .[:80];

[.Results[]? | (
  (.Vulnerabilities[]? | [.Severity, .VulnerabilityID, "\(.PkgName) \(.InstalledVersion)", .FixedVersion]),
  (.Secrets[]? | [.Severity, .RuleID, "a secret", "take it out, and make it void"])
)] | unique as $rows
| if $rows == [] then empty else
    "",
    "### \($environments)",
    "",
    "`\($image)`",
    "",
    "| How serious | What | Where | Mended in |",
    "| --- | --- | --- | --- |",
    ($rows[:longest][] | "| \(map(cell) | join(" | ")) |"),
    (if ($rows | length) > longest then "", "And \(($rows | length) - longest) more." else empty end)
  end
