import { pin } from '../harness/pins.ts';
import { says } from '../harness/output.ts';
import { tool } from '../harness/tool.ts';

/** The hooks, by the reader of pre-commit itself: its warnings (a misspelt key) count too. */
export const preCommit = tool({
  name: 'pre-commit',
  version: pin('pre-commit'),
  tier: 1,
  recipes: [{ kind: 'python', binary: 'pre-commit' }],
  trueVersion: says('pre-commit', '--version'),
  reads: (path) => path === '.pre-commit-config.yaml',
  run: async ({ files, exec, bin, cache }) => {
    const { code, out, err } = await exec(bin('pre-commit'), ['validate-config', '--color=never', ...files], {
      env: { PRE_COMMIT_HOME: cache },
    });
    const said = `${out}\n${err}`.split('\n').filter(Boolean).join(' ');
    return code === 0 && said === '' ? [] : [{ file: files[0]!, message: said || `exit code ${code}` }];
  },
  seed: {
    files: {
      '.pre-commit-config.yaml': 'repos:\n  - repo: local\n    hooks:\n      - { id: a, name: A, entry: a, language: systm }\n',
    },
    finds: /systm/,
  },
});
