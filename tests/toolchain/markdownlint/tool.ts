import { join } from 'node:path';
import { REPOSITORY } from '../harness/paths.ts';
import { pin } from '../harness/pins.ts';
import { type Finding, tool } from '../harness/tool.ts';

const CONFIG = '.markdownlint-cli2.yaml';
const PROGRAM = join(REPOSITORY, 'node_modules/markdownlint-cli2/markdownlint-cli2-bin.mjs');

function parsed(text: string): Finding {
  const [, file, line, message] = /^(.+?):(\d+)(?::\d+)? (?:error )?(MD\d+.*)$/.exec(text) ?? [];
  return file && message ? { file, line: Number(line), message } : { file: '', message: text };
}

/** Markdown with the emitted settings, as `task lint:markdown` calls it. */
export const markdownlint = tool({
  name: 'markdownlint',
  version: pin('markdownlint-cli2'),
  tier: 1,
  recipes: [{ kind: 'npm', package: 'markdownlint-cli2' }],
  reads: (path) => path.endsWith('.md') || path === CONFIG || path === '.gitignore',
  run: async ({ exec }) => {
    const { code, out, err } = await exec(process.execPath, [PROGRAM]);
    const found = err.split('\n').filter(Boolean).map(parsed);
    return code === 0 || found.length > 0 ? found : [{ file: '', message: `exit code ${code}: ${out.slice(-400)}` }];
  },
  seed: { files: { [CONFIG]: 'globs: ["**/*.md"]\n', 'docs/seed.md': '# A page\n\n## Twice\n\n## Twice\n' }, finds: /^MD024/ },
});
