import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE } from '../core/files.ts';
import { EXIT, UserError } from '../errors.ts';
import { type Disk, isLinkless } from './disk.ts';

/** One run at a time per folder: hold the mark of this process below `root` until the returned function is called. */
export function hold(root: string, disk: Disk): () => void {
  const mark = join(root, STATE, 'running');
  const own = `${process.pid} ${startOf(process.pid)}`;
  for (;;) {
    try {
      claimWhole(mark, own, disk);
      return () => disk.remove(mark);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      refuseIfAlive(root);
      takeAway(mark, disk);
    }
  }
}

/** The mark appears with its text: one that is still empty would pass for that of a dead process. */
function claimWhole(mark: string, own: string, disk: Disk): void {
  const part = `${mark}.${process.pid}.part`;
  try {
    disk.remove(part);
    disk.claim(part, own);
    disk.link(part, mark);
  } catch (error) {
    if (!isLinkless(error)) throw error;
    disk.claim(mark, own);
  } finally {
    afterwards(() => disk.remove(part));
  }
}

/** What fails here changes no result: what stays is taken away by the next run. */
export function afterwards(work: () => void): void {
  try {
    work();
  } catch {
    return;
  }
}

/** Exit 4 while the process that holds the mark lives. */
export function refuseIfAlive(root: string): void {
  const owner = ownerOf(root);
  if (owner) throw new UserError(`Another run (process ${owner}) is at work here.`, 'Wait for it to end and run this again.', EXIT.refused);
}

export const isHeldByOther = (root: string): boolean => ownerOf(root) !== undefined;

function ownerOf(root: string): number | undefined {
  const mark = join(root, STATE, 'running');
  const [pid = '', start = ''] = existsSync(mark) ? readText(mark).split(' ') : [];
  return isAlive(Number(pid)) && startOf(Number(pid)) === start && Number(pid) !== process.pid ? Number(pid) : undefined;
}

/** Whether a file beside the mark belongs to a run that is just taking it. */
export function isOfOther(name: string): boolean {
  const pid = Number(name.split('.')[1]);
  return pid !== process.pid && isAlive(pid);
}

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When the process started, where the system says: a number that is used again does not pass for the same process. */
const startOf = (pid: number): string => readText(`/proc/${pid}/stat`).split(') ')[1]?.split(' ')[19] ?? '-';

/** Of two runs that find a stale mark, only the one that renames it away goes on to make its own. */
function takeAway(mark: string, disk: Disk): void {
  const aside = `${mark}.${process.pid}`;
  try {
    disk.rename(mark, aside);
    disk.remove(aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
