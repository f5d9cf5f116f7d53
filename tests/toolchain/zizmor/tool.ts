import { pin } from '../harness/pins.ts';
import { each, fromJson, says, WORKFLOW } from '../harness/output.ts';
import { tool } from '../harness/tool.ts';

interface Weakness {
  readonly ident: string;
  readonly desc: string;
  readonly locations: readonly {
    readonly symbolic: { readonly annotation: string; readonly kind: string };
    readonly concrete: { readonly location: { readonly start_point: { readonly row: number } } };
  }[];
}

/** Weaknesses of workflows: injection, permissions, unpinned actions, credentials that stay. As `task lint:workflows` calls it. */
export const zizmor = tool({
  name: 'zizmor',
  version: pin('zizmor'),
  tier: 1,
  recipes: [{ kind: 'python', binary: 'zizmor' }],
  trueVersion: says('zizmor', '--version'),
  reads: (path) => WORKFLOW.test(path),
  units: each,
  run: async ({ files, exec, bin }) => {
    const args = ['--offline', '--no-progress', '--quiet', '--persona=auditor', '--strict-collection', '--format=json'];
    const ran = await exec(bin('zizmor'), [...args, ...files]);
    // 11 to 14 say how bad the worst of them is.
    return fromJson<Weakness[]>(ran, [0, 11, 12, 13, 14], (found) =>
      found.map(({ ident, desc, locations }) => {
        const place = locations.find(({ symbolic }) => symbolic.kind === 'Primary') ?? locations[0];
        return {
          file: files[0]!,
          line: (place?.concrete.location.start_point.row ?? 0) + 1,
          message: `${desc}: ${place?.symbolic.annotation} [${ident}]`,
        };
      }),
    );
  },
  seed: {
    files: {
      '.github/workflows/seed.yml': `name: Seed
on: push
permissions: {}
jobs:
  one:
    name: One
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
`,
    },
    finds: /\[unpinned-uses\]/,
  },
});
