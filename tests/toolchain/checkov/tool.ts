import { posix } from 'node:path';
import { pin } from '../harness/pins.ts';
import { type Finding, tool } from '../harness/tool.ts';
import { units } from '../terraform/roots.ts';

interface Report {
  readonly check_type?: string;
  readonly results?: {
    readonly failed_checks: readonly {
      readonly check_id: string;
      readonly check_name: string;
      readonly file_path: string;
      readonly file_line_range: readonly [number, number];
      readonly resource: string;
    }[];
    readonly parsing_errors: readonly string[];
  };
  readonly summary?: { readonly passed: number };
}

const FRAMEWORKS = {
  terraform: /^terraform\/.+\.(tf|tfvars)$/,
  dockerfile: /(^|\/)Dockerfile$/,
  github_actions: /^\.github\/workflows\/.+\.ya?ml$/,
} as const;

/** Security policy of Terraform, Dockerfiles and workflows. */
export const checkov = tool({
  name: 'checkov',
  version: pin('checkov'),
  tier: 1,
  recipes: [{ kind: 'python', binary: 'checkov' }],
  trueVersion: async ({ exec, bin }) => (await exec(bin('checkov'), ['--version'])).out.trim(),
  reads: (path) => Object.values(FRAMEWORKS).some((pattern) => pattern.test(path)),
  uses: ['terraform'],
  units: (files, tree, read) => {
    const of = (pattern: RegExp): string[] => files.filter((path) => pattern.test(path));
    const { terraform, ...others } = FRAMEWORKS;
    return {
      ...Object.fromEntries(Object.entries(others).map(([name, pattern]) => [name, of(pattern)])),
      ...rootsBySide(units(of(terraform), tree, read)),
    };
  },
  run: async ({ files, root, exec, bin }) => {
    const frameworks = Object.entries(FRAMEWORKS).flatMap(([name, pattern]) => (files.some((path) => pattern.test(path)) ? [name] : []));
    const { code, out, err } = await exec(bin('checkov'), [
      `--directory=${root}`,
      ...frameworks.flatMap((name) => ['--framework', name]),
      '--download-external-modules=false',
      '--skip-download',
      '--quiet',
      '--compact',
      '--output=json',
    ]);
    const reports = [JSON.parse(out || '[]') as Report | Report[]].flat();
    const findings = reports.flatMap(findingsOf);
    const silent = frameworks.filter((name) => !reports.some((one) => one.check_type === name && one.results));
    return [
      ...findings,
      ...silent.map((name) => ({ file: '', message: `checkov says nothing of ${name}: ${err.slice(-400)}` })),
      ...(code === 0 || findings.length > 0 ? [] : [{ file: '', message: `checkov exits with ${code}: ${err.slice(-400)}` }]),
    ];
  },
  seed: {
    files: {
      'terraform/modules/aws/seed/main.tf': `resource "aws_security_group_rule" "open" {
  type              = "ingress"
  from_port         = 22
  to_port           = 22
  protocol          = "tcp"
  cidr_blocks       = ["0.0.0.0/0"]
  security_group_id = "sg-1"
}
`,
      'services/seed/Dockerfile': 'FROM scratch\nEXPOSE 22\n',
      '.github/workflows/seed.yml': `name: Seed
on: push
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: echo hello
        env:
          ACTIONS_ALLOW_UNSECURE_COMMANDS: true
`,
    },
    finds: [/CKV_AWS_24/, /CKV_DOCKER_1/, /CKV_GHA_1/],
  },
});

/** Roots that lie in one folder with all that they call; a module comes by itself only if nobody calls it. */
function rootsBySide(folders: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  const called = new Set(Object.entries(folders).flatMap(([folder, unit]) => unit.filter((path) => !path.startsWith(`${folder}/`))));
  const sides: Record<string, string[]> = {};
  for (const [folder, unit] of Object.entries(folders).filter(([, [first]]) => !called.has(first!))) {
    const side = (sides[posix.dirname(folder)] ??= []);
    side.push(...unit.filter((path) => !side.includes(path)));
  }
  return sides;
}

const findingsOf = ({ results }: Report): Finding[] => [
  ...(results?.failed_checks ?? []).map(({ check_id, check_name, file_path, file_line_range, resource }) => ({
    file: file_path.replace(/^\//, ''),
    line: file_line_range[0],
    message: `${check_name} (${resource}) [${check_id}]`,
  })),
  ...(results?.parsing_errors ?? []).map((file) => ({ file, message: 'cannot be parsed' })),
];
