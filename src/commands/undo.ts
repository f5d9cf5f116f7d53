import { readdirSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { sha256 } from '../core/hash.ts';
import { EXIT, UserError } from '../errors.ts';
import { alone, type Context, type Result, rootOf, settleFolder } from '../shell/session.ts';
import { changedSince, lastRun, reversal } from '../shell/recovery.ts';
import { commit } from '../shell/transaction.ts';
import { counted } from '../core/words.ts';

/** Restore exactly what the last run changed. */
export async function undo(context: Context): Promise<Result> {
  const root = rootOf(context);
  const { disk, terminal, args } = context;
  settleFolder(root, context);
  const journal = lastRun(root);
  if (!journal) throw new UserError('There is no run to undo here.', 'For older ones use git: git log, git restore.', EXIT.refused);
  const changed = changedSince(root, journal);
  if (changed.length > 0)
    throw new UserError(
      `${counted(changed.length, 'file')} changed since the last run: ${changed.join(', ')}.`,
      'use git: git diff, git restore.',
      EXIT.refused,
    );
  const writes = reversal(root, journal);
  if (!args.options.dryRun) {
    await alone(root, context, () => commit(root, { verb: 'undo', removable: journal.folders }, writes, disk));
    if (journal.fresh !== undefined) removeEmpty(root, journal.fresh);
  }
  const changes = writes.map(({ path, content }) => ({
    path,
    change: content ? 'update' : 'delete',
    ...(content && { mode: content.mode, sha256: sha256(content.bytes) }),
    reason: `as before ${journal.verb}`,
  }));
  if (!args.options.json) terminal.out(`  ${counted(writes.length, 'file')} as before ${journal.verb}.`);
  const summary = {
    update: changes.filter(({ change }) => change === 'update').length,
    delete: changes.filter(({ change }) => change === 'delete').length,
  };
  return { exit: EXIT.done, json: { format: 1, command: 'undo', changes, summary, conflicts: [], warnings: [] } };
}

/** Remove a folder and so many above it, as far as they are empty. */
function removeEmpty(folder: string, above: number): void {
  if (readdirSync(folder).length > 0) return;
  rmdirSync(folder);
  if (above > 0) removeEmpty(dirname(folder), above - 1);
}
