import { mermaid as parser } from '../../support/parsers/mermaid.ts';
import { each } from '../harness/output.ts';
import { locked } from '../harness/pins.ts';
import { textsOf } from '../harness/text.ts';
import { tool } from '../harness/tool.ts';

/** Diagrams in pages, by Mermaid's own parser. */
export const mermaid = tool({
  name: 'mermaid',
  version: locked('mermaid'),
  tier: 1,
  recipes: [{ kind: 'npm', package: 'mermaid' }],
  uses: ['../support/parsers'],
  reads: parser.reads,
  // It looks for diagrams only.
  covers: false,
  units: each,
  run: async ({ root, files }) => {
    const found = await Promise.all(
      [...textsOf(root, files)].map(async ([file, text]) => (await parser.faults(text, file)).map((message) => ({ file, message }))),
    );
    return found.flat();
  },
  seed: { files: { 'docs/seed.md': '# A page\n\n```mermaid\nflowchart LR\n  a -->\n```\n' }, finds: /Parse error/ },
});
