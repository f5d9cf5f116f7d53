import { createTwoFilesPatch } from 'diff';
import { assigning } from '../core/amend.ts';
import { BESIDE, type Change, type Content } from '../core/change.ts';
import { sameText, textOf } from '../core/merge.ts';
import { LOCK_FILE } from '../core/files.ts';
import { EXIT } from '../errors.ts';
import { reader } from '../shell/disk.ts';
import { propose } from '../shell/edits.ts';
import { warn } from '../shell/narrate.ts';
import { covers, report } from '../shell/reconcile.ts';
import { type Context, inRepository, type Result, rootOf, settleFolder } from '../shell/session.ts';

/** What `update` (or `set`, with assignments) would change, as a unified diff. */
export async function diff(context: Context): Promise<Result> {
  const root = rootOf(context);
  settleFolder(root, context);
  const { positionals } = context.args;
  const assignments = positionals.filter((word) => word.includes('='));
  const paths = positionals.filter((word) => !word.includes('=')).map((path) => inRepository(path, context));
  const outcome = await propose(
    context,
    'diff',
    assignments.length > 0 ? assigning(assignments, { today: context.today(), because: undefined }) : (text) => text,
    // `update` writes a named path over edits; `set` takes no paths, so there they only narrow what is shown.
    { only: assignments.length > 0 ? [] : paths },
  );
  warn(outcome.warnings, context.terminal);
  const within = (path: string): boolean => paths.length === 0 || paths.some((name) => covers(name, path));
  const shown = { ...outcome, changes: outcome.changes.filter(({ path }) => within(path)) };
  if (!context.args.options.json) {
    const disk = reader(root);
    const patch = shown.changes
      .filter(({ path }) => path !== LOCK_FILE)
      .flatMap((change) => patches(change, (path) => fileAt(disk, path)))
      .join('\n');
    if (patch) context.terminal.out(patch);
  }
  return { exit: EXIT.done, json: report(shown) };
}

function fileAt(disk: ReturnType<typeof reader>, path: string): Content | undefined {
  const entry = disk(path);
  return entry?.kind === 'file' ? entry : undefined;
}

function patches({ path, write, beside }: Change, read: (path: string) => Content | undefined): string[] {
  const pairs = [
    ...(write === undefined ? [] : [{ path, next: write }]),
    ...(beside === undefined ? [] : [{ path: `${path}${BESIDE}`, next: beside }]),
  ];
  return pairs.flatMap(({ path: name, next }) => {
    const old = read(name);
    const same = old && next ? sameText(old.bytes, next.bytes) : !old?.bytes.length && !next?.bytes.length;
    const lines = [...modes(old, next), ...(same ? [] : [unified(name, old?.bytes, next?.bytes)])];
    // Without its own first line Git takes a file's hunks as part of the entry before.
    return lines.length > 0 ? [`diff --git a/${name} b/${name}`, ...lines] : [];
  });
}

function modes(old: Content | undefined, next: Content | null | undefined): string[] {
  if (!old) return next ? [`new file mode ${next.mode}`] : [];
  if (!next) return [`deleted file mode ${old.mode}`];
  return old.mode === next.mode ? [] : [`old mode ${old.mode}`, `new mode ${next.mode}`];
}

function unified(path: string, before: Uint8Array | undefined, after: Uint8Array | undefined): string {
  const [old, next] = [before && textOf(before), after && textOf(after)];
  if ((before && old === undefined) || (after && next === undefined)) return `Binary file ${path} differs`;
  const patch = createTwoFilesPatch(before ? `a/${path}` : '/dev/null', after ? `b/${path}` : '/dev/null', old ?? '', next ?? '');
  return patch
    .replace(/^=+\n/, '')
    .replace(/^(---|\+\+\+) (.*)\t$/gm, '$1 $2')
    .replace(/\n$/, '');
}
