import { pin } from '../harness/pins.ts';
import { each, fromJson, says } from '../harness/output.ts';
import { tool } from '../harness/tool.ts';

interface Fault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly code: string;
}

/** Dockerfiles and the shell in them, as `task lint:images` calls it. */
export const hadolint = tool({
  name: 'hadolint',
  version: pin('hadolint'),
  tier: 1,
  recipes: [{ kind: 'python', binary: 'hadolint' }],
  trueVersion: says('hadolint', '--version'),
  reads: (path) => /(^|\/)Dockerfile$/.test(path),
  units: each,
  run: async ({ files, exec, bin }) =>
    fromJson<Fault[]>(await exec(bin('hadolint'), ['--format=json', ...files]), [0, 1], (faults) =>
      faults.map(({ file, line, message, code }) => ({ file, line, message: `${message} [${code}]` })),
    ),
  seed: { files: { 'services/seed/Dockerfile': 'FROM node:latest\nCMD ["node"]\n' }, finds: /\[DL3007\]/ },
});
