import { EXIT, UserError } from '../errors.ts';
import type { Disk } from './disk.ts';

/** Ctrl-C while files are staged stops the run, which then cleans up after itself; once it is committed, it is carried out. */
export function interruptible(disk: Disk): Disk {
  let asked: boolean | undefined;
  return {
    ...disk,
    write: async (path, bytes, permission) => {
      // Not before the first write: at a question, Ctrl-C belongs to the prompt.
      if (asked === undefined) process.once('SIGINT', () => void (asked = true));
      asked ??= false;
      if (asked) throw new UserError('Interrupted; nothing was written.', '', EXIT.interrupted);
      await disk.write(path, bytes, permission);
    },
  };
}
