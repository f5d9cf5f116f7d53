import type { Change } from '../core/change.ts';
import { OWN } from '../core/files.ts';
import { EXIT } from '../errors.ts';
import { propose } from '../shell/edits.ts';
import { warn } from '../shell/narrate.ts';
import { type Context, type Result, rootOf, settleFolder } from '../shell/session.ts';

export type State = 'ours' | 'edited by you' | 'deleted by you' | 'yours' | 'stale' | 'in conflict';

/** Say of each file whose it is. */
export async function status(context: Context): Promise<Result> {
  const root = rootOf(context);
  settleFolder(root, context);
  const outcome = await propose(context, 'status', (text) => text);
  const open = new Set(outcome.conflicts);
  const files = outcome.changes
    .filter(({ path, component }) => !(component === OWN && !path.endsWith('.json')))
    .map((change) => ({ path: change.path, state: stateOf(change, open) }));
  const summary: Record<string, number> = {};
  for (const { state } of files) summary[state] = (summary[state] ?? 0) + 1;
  const { terminal, args } = context;
  warn(outcome.warnings, terminal);
  if (!args.options.json) {
    for (const { path, state } of files) if (state !== 'ours' || args.options.verbose) terminal.out(`  ${state.padEnd(14)}  ${path}`);
    terminal.out(
      `  ${
        Object.entries(summary)
          .map(([state, count]) => `${count} ${state}`)
          .join(', ') || 'no files'
      }`,
    );
  }
  return { exit: EXIT.done, json: { format: 1, command: 'status', files, summary, conflicts: [...open], warnings: outcome.warnings } };
}

/** A change that an update would make says what the file is now. */
function stateOf({ path, change, reason }: Change, open: ReadonlySet<string>): State {
  if (open.has(path) && reason === 'still in conflict') return 'in conflict';
  if (change === 'same') return 'ours';
  if (change === 'removed') return 'deleted by you';
  if (change === 'orphan' || reason === 'listed under mine' || reason === 'written once; yours') return 'yours';
  return change === 'kept' ? 'edited by you' : 'stale';
}
