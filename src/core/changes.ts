import { BESIDE, type Change, type ChangeKind, type Content, fileOf, type OnDisk, type Policy, type World } from './change.ts';
import { decide, isUnresolved, isUntouched, type Row } from './decide.ts';
import type { LockEntry } from './lock.ts';
import type { Move, Plan, PlannedFile } from './plan.ts';
import { byCodePoint } from './words.ts';

/** What must happen on disk so that it carries the plan and the team's own edits: one change per path, sorted. */
export function changes(world: World, policy: Policy): Change[] {
  const moved = followMoves(world);
  const sources = new Map([...moved].map(([to, from]) => [from, to]));
  const paths = [...new Set([...world.last.keys(), ...world.next.files.keys()])].toSorted(byCodePoint);
  return paths.flatMap((path) => {
    const to = sources.get(path);
    const change = to === undefined ? arriving(path, moved.get(path), world, policy) : leaving(path, to, world);
    return change ? [change] : [];
  });
}

/** New path → old path, for files whose lock entry stands under a name that the plan no longer has. */
function followMoves({ last, next }: World): Map<string, string> {
  const step = new Map<string, Move>(next.moves.map((move) => [move.from, move]));
  const moved = new Map<string, string>();
  for (const path of last.keys()) {
    if (next.files.has(path)) continue;
    const to = destination(path, step, next);
    if (to !== undefined && !last.has(to) && !moved.has(to)) moved.set(to, path);
  }
  return moved;
}

function destination(path: string, step: ReadonlyMap<string, Move>, next: Plan): string | undefined {
  const seen = new Set([path]);
  for (let at = step.get(path)?.to; at !== undefined && !seen.has(at); at = step.get(at)?.to) {
    if (next.files.has(at)) return at;
    seen.add(at);
  }
  return undefined;
}

/** The old place of a moved file: its content goes along, unless the new place is taken already. */
function leaving(path: string, to: string, world: World): Change | undefined {
  const disk = world.disk(path);
  const entry = world.last.get(path)!;
  if (!disk) return undefined;
  if (disk.kind === 'file' && (!world.disk(to) || isUntouched(entry, disk))) return gone(path, `moved to ${to}`);
  return orphan(path, `${to} has taken its place; this one is yours`, disk);
}

const gone = (path: string, reason: string): Change => ({
  path,
  change: 'delete',
  component: null,
  reason,
  write: null,
  after: null,
  entry: null,
});
const orphan = (path: string, reason: string, disk: OnDisk): Change => ({
  path,
  change: 'orphan',
  component: null,
  reason,
  after: fileOf(disk),
  entry: null,
});

function arriving(path: string, from: string | undefined, world: World, policy: Policy): Change | undefined {
  const next = world.next.files.get(path);
  const disk = world.disk(path);
  const old = from === undefined ? undefined : world.disk(from);
  // Somebody's own file at the new place, while ours still stands at the old one, is no edit of ours.
  const entry = old && disk ? undefined : world.last.get(from ?? path);
  const moving = disk ? undefined : old;
  const beside = world.disk(`${path}${BESIDE}`);
  if (policy.mine(path))
    return leftAlone(path, next, entry && { ...entry, conflict: isUnresolved(entry, disk, beside) ? entry.conflict : null }, disk);
  if (!next) return entry && unwanted(path, entry, disk);
  const row: Row = {
    next,
    entry: entry && { ...entry, path },
    disk: moving?.kind === 'file' ? moving : disk,
    policy,
    unresolved: isUnresolved(entry, disk, beside),
  };
  const change = decide(row);
  return moving?.kind === 'file' ? carriedOver(change, moving, from!) : change;
}

/** A file that moves is written at its new place whatever was decided about its text. */
function carriedOver(change: Change, moving: Content, from: string): Change {
  const write = change.write ?? moving;
  const kind: ChangeKind =
    change.change === 'conflict' ? 'conflict' : change.change === 'kept' || change.change === 'merge' ? 'merge' : 'create';
  return { ...change, change: kind, write, after: write, reason: `moved from ${from}` };
}

/** A path under `mine`: never touched; its last text stays known while the plan wants it. */
function leftAlone(
  path: string,
  next: PlannedFile | undefined,
  entry: LockEntry | undefined,
  disk: OnDisk | undefined,
): Change | undefined {
  if (!next && !entry) return undefined;
  return {
    path,
    change: 'kept',
    component: next?.component ?? null,
    reason: 'listed under mine',
    after: fileOf(disk),
    entry: (next && entry) ?? null,
  };
}

/** The plan no longer has it: an untouched file goes, an edited one becomes the team's. */
function unwanted(path: string, entry: LockEntry, disk: OnDisk | undefined): Change | undefined {
  if (!disk) return undefined;
  return disk.kind === 'file' && isUntouched(entry, disk)
    ? gone(path, 'no longer part of this stack')
    : orphan(path, 'no longer part of this stack; you edited it, so it is yours', disk);
}

/** Paths whose conflict is not resolved after these changes. */
export const openConflicts = (list: readonly Change[]): string[] => list.filter(({ entry }) => entry?.conflict).map(({ path }) => path);
