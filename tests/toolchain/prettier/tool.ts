import { check, resolveConfig } from 'prettier';
import { join } from 'node:path';
import { locked } from '../harness/pins.ts';
import { textsOf } from '../harness/text.ts';
import { tool } from '../harness/tool.ts';

const SETTINGS = '.editorconfig';

/**
 * An editor that formats on save changes nothing: Prettier as it is without settings of its own, with the emitted .editorconfig.
 * Not Markdown: the output's own judge of that is markdownlint, and Prettier would move whole tables whenever one cell grows.
 */
export const prettier = tool({
  name: 'prettier',
  version: locked('prettier'),
  tier: 1,
  recipes: [{ kind: 'npm', package: 'prettier' }],
  reads: (path) =>
    path === SETTINGS || (/\.(ya?ml|json|m?js)$/.test(path) && !/^(charts\/[^/]+|observability|platform\/[^/]+)\/templates\//.test(path)),
  units: (files) => Object.fromEntries(files.filter((path) => path !== SETTINGS).map((path) => [path, [path, SETTINGS]])),
  run: async ({ root, files }) => {
    const found = await Promise.all(
      [
        ...textsOf(
          root,
          files.filter((path) => path !== SETTINGS),
        ),
      ].map(async ([file, text]) => {
        const filepath = join(root, file);
        const options = await resolveConfig(filepath, { editorconfig: true });
        return (await check(text, { ...options, filepath })) ? [] : [{ file, message: 'prettier would change it' }];
      }),
    );
    return found.flat();
  },
  seed: { files: { [SETTINGS]: 'root = true\n', 'seed.json': '{"a": 1}\n', 'src/seed.js': "const a = 'b';\n" }, finds: /would change it/ },
});
