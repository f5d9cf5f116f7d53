import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Change } from '../core/change.ts';
import { parents } from '../core/fence.ts';
import type { Plan } from '../core/plan.ts';
import { lostData } from '../core/prune.ts';
import { counted } from '../core/words.ts';
import { EXIT, UserError } from '../errors.ts';
import type { Run } from './run.ts';

/** What a run must not do; each refusal is a UserError with exit 4. */

/** What would be lost without --prune, as the refusal that a writing verb ends with. */
export function lossesOf({ before, after, lock, options }: Run, next: Plan): UserError | undefined {
  const lost = lostData({
    components: after.catalog.components,
    before: before?.stack,
    after: after.stack,
    last: [...(lock?.lock.entries.keys() ?? [])],
    next,
  });
  if (lost.length === 0 || options.prune) return undefined;
  return new UserError(
    `This takes away what describes living things: ${lost.join(', ')}. Their files go, what they made stays and nobody looks after it.`,
    'Destroy them first, then add --prune.',
    EXIT.refused,
  );
}

export function refuseClashes(all: readonly Change[]): void {
  const clashes = all.filter(({ change }) => change === 'conflict').map(({ path }) => path);
  if (clashes.length === 0) return;
  throw new UserError(
    `${counted(clashes.length, 'file')} ${clashes.length === 1 ? 'is' : 'are'} in the way: ${clashes.join(', ')}`,
    'Keep yours and put ours beside: --conflicts=mine   ·   merge with markers: --conflicts=markers',
    EXIT.refused,
  );
}

/** A new path must not differ only in case from what stands in its folder. */
export function refuseCaseClashes(root: string, all: readonly Change[]): void {
  if (!existsSync(root)) return;
  const listed = new Map<string, readonly string[]>();
  const list = (folder: string): readonly string[] => {
    if (!listed.has(folder)) listed.set(folder, names(join(root, folder)));
    return listed.get(folder)!;
  };
  const gone = new Set(all.filter(({ write }) => write === null).map(({ path }) => path));
  for (const { path, change } of all) {
    if (change !== 'create') continue;
    for (const step of [...parents(path), path]) {
      const [folder, name] = [step.includes('/') ? step.slice(0, step.lastIndexOf('/')) : '.', step.slice(step.lastIndexOf('/') + 1)];
      const twin = list(folder).find((other) => other !== name && other.toLowerCase() === name.toLowerCase());
      const twinPath = twin && (folder === '.' ? twin : `${folder}/${twin}`);
      if (twinPath && !gone.has(twinPath))
        throw new UserError(
          `${twinPath} stands where ${step} should go; they differ only in case.`,
          `Rename ${twinPath} and run this again.`,
          EXIT.refused,
        );
    }
  }
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
