import type { Change, ChangeKind } from '../core/change.ts';
import { LOCK_FILE } from '../core/files.ts';
import { counted } from '../core/words.ts';
import type { Options, Outcome } from './run.ts';
import type { Terminal } from './terminal.ts';

const SHOWN: readonly ChangeKind[] = ['create', 'update', 'merge', 'conflict', 'removed', 'delete', 'orphan', 'kept'];
const COLORS = {
  create: 'green',
  update: 'cyan',
  merge: 'cyan',
  conflict: 'red',
  removed: 'yellow',
  delete: 'yellow',
  orphan: 'yellow',
  kept: 'dim',
  same: 'dim',
} as const;
/** From this many files in one folder on, one line stands for the rest. */
const CROWD = 6;

export function warn(warnings: readonly string[], terminal: Terminal): void {
  for (const warning of warnings) terminal.note(`  ${terminal.paint('yellow', 'warning')}  ${warning}`);
}

/** A line per path that changed, and a last line that counts. */
export function narrate(
  { changes, conflicts, warnings, run }: Outcome,
  terminal: Terminal,
  options: Pick<Options, 'dryRun' | 'json' | 'verbose'>,
): void {
  warn(warnings, terminal);
  if (options.json) return;
  const visible = changes.filter((change) => isShown(change, options.verbose));
  const fresh = run.stackOnDisk === undefined;
  for (const kind of SHOWN) {
    const group = visible.filter(({ change }) => change === kind);
    if (fresh && kind === 'create') continue;
    for (const line of lines(group, kind, terminal)) terminal.out(line);
  }
  if (!fresh || options.dryRun) terminal.out(`${visible.length > 0 && !fresh ? '\n' : ''}  ${tally(changes, options.dryRun)}`);
  if (conflicts.length > 0)
    terminal.note(
      `\n  ${counted(conflicts.length, 'conflict')}: edit the marked lines or delete the file beside, then commit. \`status\` lists it until then.`,
    );
}

const isShown = ({ change, stale, path }: Change, verbose: boolean): boolean =>
  path !== LOCK_FILE && change !== 'same' && (verbose || (change === 'removed' ? stale === true : change !== 'kept'));

/** Created, updated and deleted files of one folder are told together when they are many. */
function lines(group: readonly Change[], kind: ChangeKind, terminal: Terminal): string[] {
  const label = `  ${terminal.paint(COLORS[kind], kind.padEnd(9))}`;
  const quiet = kind === 'create' || kind === 'update' || kind === 'delete';
  const folders = new Map<string, Change[]>();
  for (const change of group) {
    const folder = change.path.split('/').slice(0, -1).slice(0, 2).join('/');
    folders.set(folder, [...(folders.get(folder) ?? []), change]);
  }
  return [...folders].flatMap(([folder, members]) => {
    if (quiet && folder && members.length >= CROWD)
      return [`${label} ${members[0]!.path}   and ${members.length - 1} more below ${folder}/`];
    return members.map(
      (change) =>
        `${label} ${change.path}${change.line ? `:${change.line}` : ''}${quiet ? '' : `   ${terminal.paint('dim', change.reason)}`}`,
    );
  });
}

const PAST = {
  create: 'created',
  update: 'updated',
  merge: 'merged',
  delete: 'deleted',
  conflict: 'in conflict',
  orphan: 'left to you',
} as const;

function tally(changes: readonly Change[], dryRun: boolean): string {
  const counts = (Object.keys(PAST) as (keyof typeof PAST)[]).flatMap((kind) => {
    const count = changes.filter(({ change, path }) => change === kind && path !== LOCK_FILE).length;
    return count > 0 ? [`${count} ${PAST[kind]}`] : [];
  });
  const noted = changes.some(({ path, write }) => path === LOCK_FILE && write !== undefined);
  if (counts.length === 0) return noted ? `Nothing to do but to note in ${LOCK_FILE} what you did.` : 'Nothing to do.';
  return dryRun ? `${counts.join(', ')} if this were run.` : `${counts.join(', ')}. Undo with: npx create-devops-stack undo`;
}
