import { PARSERS } from '../../support/parsers/index.ts';
import { each } from '../harness/output.ts';
import { textsOf } from '../harness/text.ts';
import { tool } from '../harness/tool.ts';

/** Diagrams have a tool of their own. */
const parsers = PARSERS.filter(({ language }) => language !== 'Mermaid');

const packages = [
  '@actions/workflow-parser',
  '@cdktf/hcl2json',
  'dockerfile-utils',
  'jq-wasm',
  'mdast-util-from-markdown',
  'sh-syntax',
  'smol-toml',
  'typescript',
  'yaml',
];

/** Every language by a parser of its own, down to the lines of CODEOWNERS; tests/support/parsers has them with texts that they must refuse. */
export const syntax = tool({
  name: 'syntax',
  version: 'ours',
  tier: 1,
  recipes: packages.map((name) => ({ kind: 'npm', package: name }) as const),
  trueVersion: async () => 'ours',
  uses: ['../support/parsers'],
  reads: (path) => parsers.some(({ reads }) => reads(path)),
  units: each,
  run: async ({ root, files }) => {
    const found = await Promise.all(
      [...textsOf(root, files)].flatMap(([file, text]) =>
        parsers
          .filter(({ reads }) => reads(file))
          .map(async ({ faults, language }) =>
            (await faults(text, file)).map((message) => ({ file, message: `${message} [${language}]` })),
          ),
      ),
    );
    return found.flat();
  },
  seed: { files: { CODEOWNERS: '/docs @acme team\n', 'mise.toml': 'a = "1"\na = "2"\n' }, finds: /\[CODEOWNERS\]/ },
});
