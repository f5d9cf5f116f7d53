import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parents } from '../core/fence.ts';
import { STATE } from '../core/files.ts';
import { sha256 } from '../core/hash.ts';
import type { Mode } from '../core/plan.ts';
import { type Disk, isLinkless, statOf } from './disk.ts';
import { type Journal, sameStamp, type Stamp, STAGE, stampOf, UNDO, type Write, writeJournal } from './journal.ts';
import { inParallel } from './parallel.ts';

/** Write all of `writes` below `root` or nothing: stage, journal, rename. The last write is renamed last. */
export async function commit(
  root: string,
  { verb, removable }: Pick<Journal, 'verb' | 'removable'>,
  writes: readonly Write[],
  disk: Disk,
): Promise<void> {
  const journal = await stage(root, { verb, ...(removable && { removable }) }, writes, disk);
  try {
    finish(root, journal, disk);
  } catch (error) {
    rollBack(root, journal, disk);
    throw error;
  }
}

async function stage(root: string, kind: Pick<Journal, 'verb' | 'removable'>, writes: readonly Write[], disk: Disk): Promise<Journal> {
  const at = join(root, STAGE);
  try {
    disk.mkdir(join(at, 'new'));
    disk.mkdir(join(at, 'old'));
    const steps = writes.map(({ path, content }) => ({
      path,
      before: stampOf(root, path),
      after: content && { sha256: sha256(content.bytes), bits: content.bits ?? bitsFor(root, path, content.mode) },
    }));
    await inParallel(writes, async ({ path, content }, index) => {
      const before = steps[index]!.before;
      if (before) await keepOld(join(root, path), join(at, 'old', String(index)), before, disk);
      if (content)
        await disk.write(join(at, 'new', String(index)), content.bytes, {
          bits: steps[index]!.after!.bits,
          exact: before !== null || content.bits !== undefined,
        });
    });
    const folders = [...new Set(writes.filter(({ content }) => content).flatMap(({ path }) => parents(path)))].filter(
      (folder) => !statOf(join(root, folder)),
    );
    const journal: Journal = { ...kind, steps, folders };
    await writeJournal(at, journal, disk);
    return journal;
  } catch (error) {
    disk.remove(at);
    throw error;
  }
}

/** A second name for the old file costs nothing; where the file system has no links, a copy does. */
async function keepOld(from: string, to: string, { bits }: Stamp, disk: Disk): Promise<void> {
  try {
    disk.link(from, to);
  } catch (error) {
    if (!isLinkless(error)) throw error;
    await disk.write(to, readFileSync(from), { bits, exact: true });
  }
}

/** Only the executable bit is ours: a rewritten file keeps its other bits, a new one follows the umask. */
function bitsFor(root: string, path: string, mode: Mode): number {
  const bits = statOf(join(root, path))?.mode;
  if (bits === undefined) return mode === '100755' ? 0o777 : 0o666;
  return mode === '100755' ? (bits & 0o7777) | ((bits & 0o444) >> 2) : bits & 0o7666;
}

/** Carry out what is left of a journal; safe to repeat. */
export function finish(root: string, { verb, steps, folders, removable }: Journal, disk: Disk): void {
  const at = join(root, STAGE);
  for (const folder of folders) disk.mkdir(join(root, folder));
  for (const [index, { path, after }] of steps.entries()) {
    const [from, to] = [join(at, 'new', String(index)), join(root, path)];
    if (after && existsSync(from)) {
      for (const folder of parents(path).slice(-1)) disk.mkdir(join(root, folder));
      disk.rename(from, to);
    } else if (!after && statOf(to)) disk.unlink(to);
  }
  for (const { path, after } of steps) if (!after) removeEmptyFolders(root, path, disk, removable);
  disk.remove(join(root, UNDO));
  if (verb !== 'undo') return disk.rename(at, join(root, UNDO));
  disk.remove(at);
  disk.remove(join(root, STATE));
}

function removeEmptyFolders(root: string, path: string, disk: Disk, removable?: readonly string[]): void {
  for (const folder of parents(path).toReversed()) {
    if (removable && !removable.includes(folder)) return;
    try {
      disk.rmdir(join(root, folder));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return;
    }
  }
}

/** Put back what a journal's steps have changed so far. A file that somebody edited since stays as it is. */
export function rollBack(root: string, { steps, folders }: Journal, disk: Disk): void {
  const at = join(root, STAGE);
  for (const [index, { path, before, after }] of steps.entries()) {
    const done = after ? !existsSync(join(at, 'new', String(index))) : !statOf(join(root, path));
    if (!done || !sameStamp(stampOf(root, path), after)) continue;
    if (before) restore(root, path, join(at, 'old', String(index)), disk);
    else disk.unlink(join(root, path));
  }
  for (const folder of folders.toReversed()) removeEmptyFolders(root, `${folder}/x`, disk, folders);
  closeState(root, disk);
}

function restore(root: string, path: string, old: string, disk: Disk): void {
  for (const folder of parents(path).slice(-1)) disk.mkdir(join(root, folder));
  disk.rename(old, join(root, path));
}

export function closeState(root: string, disk: Disk): void {
  disk.remove(join(root, STAGE));
  if (!existsSync(join(root, UNDO))) disk.remove(join(root, STATE));
}
