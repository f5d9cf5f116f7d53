import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../../src/core/hash.ts';
import { readLock } from '../../../src/core/lock.ts';
import { tool } from '../harness/tool.ts';

const LOCK = 'devops-stack.lock';
/** Theirs: the only file that create writes and the lock does not hold. */
const STACK = 'devops-stack.yaml';

/** The lock, by the reader of `update`: it holds every file of the tree with its bytes, and nothing else. */
export const lock = tool({
  name: 'lock',
  version: 'ours',
  tier: 1,
  recipes: [],
  uses: ['../../src/core'],
  reads: (path) => path === LOCK,
  units: (files, tree) => ({ all: files.length > 0 ? tree : [] }),
  run: async ({ root, files }) => {
    const bytes = (path: string): Buffer => readFileSync(join(root, path));
    const { entries } = readLock(bytes(LOCK).toString(), '99.0.0');
    const given = [...entries.values()].flatMap(({ path, bases }) => {
      if (!files.includes(path)) return [{ file: path, message: 'is in the lock and not in the tree' }];
      const hash = sha256(bytes(path));
      return bases.some((base) => base.sha256 === hash && sha256(base.bytes()) === hash)
        ? []
        : [{ file: path, message: 'is in the lock with other bytes' }];
    });
    const unknown = files.filter((path) => path !== LOCK && path !== STACK && !entries.has(path));
    return [...given, ...unknown.map((file) => ({ file, message: 'is not in the lock' }))];
  },
  seed: { files: { [LOCK]: `# devops-stack.lock 1 0.1.0 (seed)\na.md\t100644\t${'0'.repeat(64)}\t-\t\n` }, finds: /not in the tree/ },
});
