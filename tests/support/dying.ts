import { writeFileSync } from 'node:fs';
import { type Disk, realDisk } from '../../src/shell/disk.ts';

/** A disk whose nth change goes wrong, and how: the machine dies there, or only that change fails. */
export interface Fault {
  readonly at: number;
  readonly how: 'power cut' | 'disk full' | 'kill';
}

export interface Faulty {
  readonly disk: Disk;
  /** Changes asked for so far. */
  readonly count: () => number;
}

class PowerCut extends Error {}

const fail = (how: Fault['how']): never => {
  if (how === 'kill') process.kill(process.pid, 'SIGKILL');
  throw how === 'disk full' ? Object.assign(new Error('no space left'), { code: 'ENOSPC' }) : new PowerCut('the power is off');
};

/** After a power cut nothing changes any more; a full disk fails once, leaving half a file behind. */
export function faulty({ at, how }: Fault): Faulty {
  let count = 0;
  let off = false;
  const step = (half?: () => void): void => {
    count++;
    if (off) fail(how);
    if (count !== at) return;
    half?.();
    off = how === 'power cut';
    fail(how);
  };
  const wrapped: Disk = {
    mkdir: (path) => (step(), realDisk.mkdir(path)),
    claim: (path, text) => (step(), realDisk.claim(path, text)),
    link: (from, to) => (step(), realDisk.link(from, to)),
    rename: (from, to) => (step(), realDisk.rename(from, to)),
    unlink: (path) => (step(), realDisk.unlink(path)),
    rmdir: (path) => (step(), realDisk.rmdir(path)),
    remove: (path) => (step(), realDisk.remove(path)),
    write: async (path, bytes, permission) => {
      step(() => writeFileSync(path, bytes.subarray(0, bytes.length / 2), { flag: 'wx' }));
      await realDisk.write(path, bytes, permission);
    },
  };
  return { disk: wrapped, count: () => count };
}
