import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Disk, statOf } from './disk.ts';
import { type Journal, readJournal, type Stamp, STAGE, stampOf, sameStamp, UNDO, type Write } from './journal.ts';
import { closeState, finish, rollBack } from './transaction.ts';

export const isInterrupted = (root: string): boolean => existsSync(join(root, STAGE));

/** Finish a run that was interrupted after its commit point, or roll it back; says which. */
export function recover(root: string, disk: Disk): string {
  const journal = readJournal(join(root, STAGE));
  if (!journal) {
    closeState(root, disk);
    return 'An interrupted run had changed nothing yet; its working files are gone.';
  }
  const edited = journal.steps.filter(
    ({ path, before }, index) => pending(root, journal, index) && !sameStamp(stampOf(root, path), before),
  );
  if (edited.length === 0) {
    finish(root, journal, disk);
    return `An interrupted ${journal.verb} has been finished.`;
  }
  rollBack(root, journal, disk);
  return `An interrupted ${journal.verb} has been rolled back, since ${edited.map(({ path }) => path).join(', ')} changed in between.`;
}

function pending(root: string, { steps }: Journal, index: number): boolean {
  const { path, after } = steps[index]!;
  return after ? existsSync(join(root, STAGE, 'new', String(index))) : Boolean(statOf(join(root, path)));
}

/** What `undo` would restore; undefined when there is nothing. */
export const lastRun = (root: string): Journal | undefined => readJournal(join(root, UNDO));

/** Paths that are no longer as the last run left them. */
export const changedSince = (root: string, { steps }: Journal): string[] =>
  steps
    .filter(({ path, after }) => !sameExactly(stampOf(root, path), after) || (!after && statOf(join(root, path))))
    .map(({ path }) => path);

/** Bits that the umask decided are not known beforehand, so only the executable bit is compared. */
const sameExactly = (a: Stamp | null, b: Stamp | null): boolean => sameStamp(a, b) && ((a?.bits ?? 0) & 0o100) === ((b?.bits ?? 0) & 0o100);

/** The writes that take the last run back: old bytes for what it changed or deleted, nothing for what it made. */
export function reversal(root: string, { steps }: Journal): Write[] {
  return steps.map(({ path, before }, index) => ({
    path,
    content: before && {
      bytes: readFileSync(join(root, UNDO, 'old', String(index))),
      mode: (before.bits & 0o100) === 0 ? '100644' : '100755',
      bits: before.bits,
    },
  }));
}
