import { pin } from '../harness/pins.ts';
import { tool } from '../harness/tool.ts';

interface Leak {
  readonly File: string;
  readonly StartLine: number;
  readonly Description: string;
  readonly RuleID: string;
}

/** Nothing in the tree looks like a secret. */
export const gitleaks = tool({
  name: 'gitleaks',
  version: pin('gitleaks'),
  tier: 1,
  recipes: [{ kind: 'go', package: 'github.com/zricethezav/gitleaks/v8', version: 'v8.30.1', binary: 'gitleaks' }],
  reads: () => true,
  covers: false,
  units: (files) => {
    const top = (path: string): string => path.split('/')[0]!;
    return Object.fromEntries([...new Set(files.map(top))].map((one) => [one, files.filter((path) => top(path) === one)]));
  },
  run: async ({ root, exec, bin }) => {
    const { out, err, code } = await exec(bin('gitleaks'), [
      'dir',
      '--no-banner',
      '--log-level=error',
      '--report-format=json',
      '--report-path=-',
      '--exit-code=0',
      '.',
    ]);
    if (code !== 0) return [{ file: '', message: err.slice(-400) }];
    return (JSON.parse(out || '[]') as Leak[]).map(({ File, StartLine, Description, RuleID }) => ({
      file: File.replace(`${root}/`, ''),
      line: StartLine,
      message: `${Description} [${RuleID}]`,
    }));
  },
  seed: {
    // Put together here, so that this file holds no key itself.
    files: { 'config/app.env': `AWS_ACCESS_KEY_ID=${['AKIA', 'Z7QHX5TPL2VNWK3R'].join('')}\n` },
    finds: /aws-access-token/,
  },
});
