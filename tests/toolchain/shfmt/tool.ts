import { pin } from '../harness/pins.ts';
import { says } from '../harness/output.ts';
import { tool } from '../harness/tool.ts';

/** The format of scripts, with the settings of the emitted .editorconfig, as `task fmt:shell` calls it. */
export const shfmt = tool({
  name: 'shfmt',
  version: pin('shfmt'),
  tier: 1,
  recipes: [{ kind: 'go', package: 'mvdan.cc/sh/v3/cmd/shfmt', version: 'v3.14.1', binary: 'shfmt' }],
  trueVersion: says('shfmt', '--version'),
  reads: (path) => path.endsWith('.sh') || path === '.editorconfig',
  run: async ({ files, exec, bin }) => {
    const scripts = files.filter((path) => path.endsWith('.sh'));
    if (scripts.length === 0) return [];
    const { code, out, err } = await exec(bin('shfmt'), ['--list', ...scripts]);
    const changed = out.split('\n').filter(Boolean);
    if (changed.length === 0) return code === 0 ? [] : [{ file: '', message: `exit code ${code}: ${err.slice(-400)}` }];
    return changed.map((file) => ({ file, message: 'task fmt:shell would change it' }));
  },
  seed: {
    // The second of them is right only where .editorconfig is read.
    files: {
      '.editorconfig': 'root = true\n\n[*]\nindent_style = space\nindent_size = 2\n',
      'scripts/seed.sh': '#!/bin/sh\nif true; then\n    echo a\nfi\n',
      'scripts/right.sh': '#!/bin/sh\nif true; then\n  echo a\nfi\n',
    },
    finds: /would change it/,
  },
});
