import { readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { pin } from '../harness/pins.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';
import { subjects, units } from '../terraform/roots.ts';

const CONFIGURATION = '.tflint.hcl';

interface Report {
  readonly issues: readonly {
    readonly rule: { readonly name: string };
    readonly message: string;
    readonly range: { readonly filename: string; readonly start: { readonly line: number } };
  }[];
  readonly errors: readonly { readonly message: string; readonly severity: string }[];
}

/** Unused and untyped declarations, deprecated syntax, naming: the bundled rules, as the emitted configuration sets them. */
export const tflint = tool({
  name: 'tflint',
  version: pin('tflint'),
  tier: 1,
  recipes: [{ kind: 'go', package: 'github.com/terraform-linters/tflint', version: 'v0.64.0', binary: 'tflint' }],
  // The ruleset for AWS is published as a download only; what it knows of AWS stays unproven here.
  trueVersion: async ({ exec, bin }) => {
    const { out } = await exec(bin('tflint'), ['--version']);
    return `${/TFLint version (\S+)/.exec(out)?.[1] ?? '?'} (bundled rules, no aws ruleset)`;
  },
  uses: ['terraform'],
  reads: (path) => path === CONFIGURATION || /^terraform\/.+\.(tf|tfvars)$/.test(path),
  units: (files, tree, read) =>
    Object.fromEntries(
      Object.entries(units(files, tree, read)).map(([folder, own]) => [
        folder,
        [...own, ...files.filter((path) => path === CONFIGURATION)],
      ]),
    ),
  run: async (work) => {
    const plain = withoutRuleset(work);
    const findings: Finding[] = [];
    for (const folder of subjects(work.files)) findings.push(...(await linted(work, folder, plain)));
    return findings;
  },
  seed: {
    files: {
      '.tflint.hcl': 'plugin "terraform" {\n  enabled = true\n  preset  = "all"\n}\n',
      'terraform/modules/seed/main.tf': 'variable "unused" {\n  description = "Nobody asks."\n  type        = string\n}\n',
    },
    finds: /variable "unused" is declared but not used/,
  },
});

/** The emitted configuration without the block of the ruleset that cannot be had. */
function withoutRuleset({ root }: Work): string {
  const path = join(root, CONFIGURATION);
  writeFileSync(path, readFileSync(path, 'utf8').replace(/^plugin "aws" \{\n(?:.*\n)*?\}\n/m, ''));
  return path;
}

async function linted({ exec, bin }: Work, folder: string, configuration: string): Promise<Finding[]> {
  const { code, out, err } = await exec(bin('tflint'), ['--format=json', `--config=${configuration}`, `--chdir=${folder}`]);
  if (!out) return [{ file: folder, message: `tflint exits with ${code}: ${err.slice(-400)}` }];
  const { issues, errors } = JSON.parse(out) as Report;
  const findings = [
    ...issues.map(({ rule, message, range }) => ({
      file: posix.join(folder, range.filename),
      line: range.start.line,
      message: `${message} [${rule.name}]`,
    })),
    ...errors.map(({ message, severity }) => ({ file: folder, message: `${severity}: ${message}` })),
  ];
  return code === 0 || findings.length > 0 ? findings : [{ file: folder, message: `tflint exits with ${code}: ${err.slice(-400)}` }];
}
