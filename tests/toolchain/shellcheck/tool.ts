import { pin } from '../harness/pins.ts';
import { each, fromJson, says } from '../harness/output.ts';
import { tool } from '../harness/tool.ts';

interface Fault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly code: number;
}

/** Scripts, as `task lint:shell` calls it. */
export const shellcheck = tool({
  name: 'shellcheck',
  version: pin('shellcheck'),
  tier: 1,
  recipes: [{ kind: 'python', binary: 'shellcheck' }],
  trueVersion: says('shellcheck', '--version'),
  reads: (path) => path.endsWith('.sh'),
  units: each,
  run: async ({ files, exec, bin }) =>
    fromJson<{ comments: Fault[] }>(await exec(bin('shellcheck'), ['--format=json1', ...files]), [0, 1], ({ comments }) =>
      comments.map(({ file, line, message, code }) => ({ file, line, message: `${message} [SC${code}]` })),
    ),
  seed: { files: { 'scripts/seed.sh': '#!/usr/bin/env bash\nset -euo pipefail\nrm -rf "$1"/*\ncd $1\n' }, finds: /\[SC2086\]/ },
});
