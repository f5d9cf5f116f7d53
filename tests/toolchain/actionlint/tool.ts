import { pin } from '../harness/pins.ts';
import { tool } from '../harness/tool.ts';

/** Expressions, contexts, inputs of actions, and the shell of `run:` steps (through shellcheck). */
export const actionlint = tool({
  name: 'actionlint',
  version: pin('actionlint'),
  tier: 1,
  recipes: [
    { kind: 'go', package: 'github.com/rhysd/actionlint/cmd/actionlint', version: 'v1.7.12', binary: 'actionlint' },
    { kind: 'python', binary: 'shellcheck' },
  ],
  trueVersion: async ({ exec, bin }) => (await exec(bin('actionlint'), ['-version'])).out.split('\n')[0]!,
  reads: (path) => /^\.github\/workflows\/.+\.ya?ml$/.test(path),
  run: async ({ files, exec, bin }) => {
    const { out } = await exec(bin('actionlint'), ['-no-color', '-shellcheck', bin('shellcheck'), '-format', '{{json .}}', ...files]);
    return (JSON.parse(out) as { filepath: string; line: number; message: string; kind: string }[]).map(
      ({ filepath, line, message, kind }) => ({ file: filepath, line, message: `${message} [${kind}]` }),
    );
  },
  seed: {
    files: {
      '.github/workflows/seed.yml': `name: Seed
on: pull_request
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`,
    },
    finds: /potentially untrusted/,
  },
});
