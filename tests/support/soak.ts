import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { faulty } from './dying.ts';
import { buildKiller } from './killer.ts';
import { folder, run } from './run.ts';
import { smallCatalog } from './small.ts';
import { tree } from './tree.ts';
import temporary from './temporary.ts';

// npm run soak: 1,000 runs that die by SIGKILL at a random change of the disk; afterwards the tree is before or after.
process.once('exit', temporary());

const ROUNDS = Number(process.argv[2] ?? 1000);
const EDITS = [
  ['add', 'service', 'payments'],
  ['add', 'environment', 'preview'],
  ['remove', 'service', 'api'],
  ['set', 'region=us-east-2'],
];

const killer = await buildKiller();
const model = join(folder(), 'repo');
await run([model, '--yes', '--catalog', smallCatalog()], { cwd: '/' });

const clone = (): string => {
  const copy = join(folder(), 'repo');
  cpSync(model, copy, { recursive: true });
  return copy;
};

const before = JSON.stringify(tree(model));
const edits = await Promise.all(
  EDITS.map(async (argv) => {
    const root = clone();
    const { disk, count } = faulty({ at: Infinity, how: 'power cut' });
    await run(argv, { cwd: root, disk });
    return { argv, steps: count(), after: JSON.stringify(tree(root)) };
  }),
);

const ends = { before: 0, after: 0, between: 0 };
for (let round = 0; round < ROUNDS; round++) {
  const { argv, steps, after } = edits[round % edits.length]!;
  const root = clone();
  const child = spawnSync(process.execPath, [killer, String(1 + Math.floor(Math.random() * steps)), root, ...argv]);
  const { code } = await run(['status'], { cwd: root });
  const now = JSON.stringify(tree(root));
  const end = child.signal === 'SIGKILL' && code === 0 ? (now === before ? 'before' : now === after ? 'after' : 'between') : 'between';
  ends[end]++;
  if (end === 'between') console.log(`${argv.join(' ')}: killed by ${child.signal} (exit ${child.status}), status exit ${code}`);
  rmSync(dirname(root), { recursive: true });
}
rmSync(dirname(killer), { recursive: true });
console.log(`${ROUNDS} kills: ${ends.before} before, ${ends.after} after, ${ends.between} between`);
process.exitCode = ends.between === 0 ? 0 : 1;
