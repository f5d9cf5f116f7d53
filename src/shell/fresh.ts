import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parents } from '../core/fence.ts';
import { STATE } from '../core/files.ts';
import { EXIT, UserError } from '../errors.ts';
import type { Disk } from './disk.ts';
import { leftOver } from './left-over.ts';
import { hold, isHeldByOther } from './running.ts';
import { openState, recordFresh, type Write } from './journal.ts';
import { inParallel } from './parallel.ts';

/** Write all files beside the target and give the folder its name at the end: one rename. */
export async function createFresh(root: string, writes: readonly Write[], disk: Disk): Promise<void> {
  const stage = leftOver(root);
  const made = makeFolder(dirname(root), disk);
  try {
    disk.mkdir(join(stage, STATE));
    const release = hold(stage, disk);
    for (const folder of new Set(writes.flatMap(({ path }) => parents(path)))) disk.mkdir(join(stage, folder));
    const files = inParallel(writes, async ({ path, content, meanwhile }) => {
      if (!content) return;
      const written = disk.write(join(stage, path), content.bytes, { bits: content.mode === '100755' ? 0o777 : 0o666, exact: false });
      meanwhile?.();
      await written;
    });
    const ends = await Promise.allSettled([
      files,
      openState(stage, disk),
      files.then(() => recordFresh(stage, { writes, above: made.length }, disk)),
    ]);
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
    release();
    refuseIfThere(root);
    disk.rename(stage, root);
  } catch (error) {
    // The stage is another run's, which is at work or has just taken it away.
    if (isTaken(error, stage)) throw taken();
    disk.remove(stage);
    for (const folder of made) disk.rmdir(folder);
    throw error;
  }
}

const taken = (): UserError => new UserError('Another run is at work here.', 'Wait for it to end and run this again.', EXIT.refused);

const isTaken = (error: unknown, stage: string): boolean =>
  ((error as NodeJS.ErrnoException).code === 'ENOENT' && !existsSync(stage)) || isHeldByOther(stage);

/** A folder that came while a run was at work is not ours to fill. */
export function refuseIfThere(root: string): void {
  if (existsSync(root))
    throw new UserError(`${root} was made by somebody else meanwhile.`, 'Look at it, then run this again.', EXIT.refused);
}

/** Make a folder with its parents; returns those made, innermost first. */
function makeFolder(folder: string, disk: Disk): string[] {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.push(at);
  if (missing.length > 0) disk.mkdir(folder);
  return missing;
}
