import { deadLinks } from '../../support/links.ts';
import { named, textsOf } from '../harness/text.ts';
import { tool } from '../harness/tool.ts';

/** Every link of a page leads to a file, a folder or a heading that is there. Addresses elsewhere are not called. */
export const links = tool({
  name: 'links',
  version: 'ours',
  tier: 1,
  recipes: [],
  uses: ['../support'],
  reads: (path) => path.endsWith('.md'),
  // Whatever is there can be led to.
  units: (_files, tree) => ({ all: tree }),
  run: async ({ root, files }) => deadLinks(textsOf(root, files)).map(named),
  seed: { files: { 'docs/seed.md': '# A page\n\n[gone](seed.md#nowhere)\n' }, finds: /is no heading there/ },
});
