import { BESIDE, type Change, type ChangeKind, type Content, fileOf, type OnDisk, type Policy } from './change.ts';
import { sha256 } from './hash.ts';
import { giveText, type GivenText, type LockEntry } from './lock.ts';
import { hasMarkers, markerLine, merge, sameText, withEndsOf } from './merge.ts';
import type { Mode, PlannedFile } from './plan.ts';

/** All that is known about one path. */
export interface Row {
  readonly next: PlannedFile;
  readonly entry: LockEntry | undefined;
  readonly disk: OnDisk | undefined;
  readonly policy: Policy;
  readonly unresolved: boolean;
}

/** One row of the decision table (docs/adr/0002-one-decision-table.md). */
export function decide(row: Row): Change {
  const { next, entry, disk, policy, unresolved } = row;
  if (policy.forced(next.path)) return forced(row);
  if (!entry) return first(row);
  if (unresolved) return settledChange(row, 'kept', 'still in conflict', { entry });
  if (next.once) return onceGiven(row, entry);
  if (!disk) return deletedByThem(row, entry);
  if (disk.kind === 'other') return replacedByThem(row, entry, disk.what);
  return compared(row, entry, disk);
}

function settledChange({ next, entry, disk }: Row, change: ChangeKind, reason: string, more: Partial<Change> = {}): Change {
  const after = more.write === undefined ? fileOf(disk) : more.write;
  return { path: next.path, change, component: next.component, reason, after, entry: given(next, entry?.bases.at(-1)), ...more };
}

const given = (next: PlannedFile, known?: GivenText): LockEntry => ({
  path: next.path,
  bases: [giveText(next, next.mode, known)],
  removed: false,
  conflict: null,
});

function forced(row: Row): Change {
  const { next, entry, disk } = row;
  if (disk?.kind === 'other') return putBeside(row, `a ${disk.what} stands here`);
  const unchanged = disk && sameText(disk.bytes, next.bytes) && disk.mode === next.mode;
  const beside = entry?.conflict === 'beside' ? { beside: null } : {};
  if (unchanged) return settledChange(row, 'same', 'as planned', beside);
  return settledChange(row, disk ? 'update' : 'create', 'named on the command line', { write: contentOf(next), ...beside });
}

const contentOf = ({ bytes, mode }: PlannedFile): Content => ({ bytes, mode });

/** Nothing is known about this path yet. */
function first(row: Row): Change {
  const { next, disk } = row;
  if (!disk) return settledChange(row, 'create', 'new', { write: contentOf(next) });
  if (disk.kind === 'other') return putBeside(row, `a ${disk.what} is in the way`);
  return sameText(disk.bytes, next.bytes)
    ? settledChange(row, 'same', 'stood here already')
    : inConflict(row, undefined, disk, 'another file is in the way');
}

function onceGiven(row: Row, entry: LockEntry): Change {
  const { next, disk } = row;
  if (!disk) return settledChange(row, 'removed', 'you deleted it', { entry: { ...entry, removed: true } });
  const same = disk.kind === 'file' && sameText(disk.bytes, next.bytes);
  return settledChange(row, same ? 'same' : 'kept', same ? 'as planned' : 'written once; yours', {
    entry: { ...entry, removed: false, conflict: null },
  });
}

function deletedByThem(row: Row, entry: LockEntry): Change {
  const changed = !isGiven(entry, row.next);
  return settledChange(row, 'removed', changed ? 'you deleted it; the template changed it; still deleted' : 'you deleted it', {
    entry: { ...given(row.next, entry.bases.at(-1)), removed: true },
    stale: changed,
  });
}

function replacedByThem(row: Row, entry: LockEntry, what: string): Change {
  return isGiven(entry, row.next) ? settledChange(row, 'kept', `a ${what} stands here; yours`) : putBeside(row, `a ${what} stands here`);
}

const isGiven = (entry: LockEntry, next: PlannedFile): boolean => {
  const last = entry.bases.at(-1)!;
  return last.mode === next.mode && (last.sha256 === sha256(next.bytes) || sameText(last.bytes(), next.bytes));
};

/** A file of theirs against what we gave and what we want now. */
function compared(row: Row, entry: LockEntry, disk: OnDisk & { kind: 'file' }): Change {
  const { next } = row;
  const match = matchingBase(entry, disk);
  const base = match ?? entry.bases.at(-1)!;
  const mode = disk.mode === base.mode ? next.mode : disk.mode;
  if (sameText(disk.bytes, next.bytes)) {
    if (mode !== disk.mode) return settledChange(row, 'update', 'its executable bit changed', { write: { bytes: disk.bytes, mode } });
    return disk.mode === next.mode
      ? settledChange(row, 'same', 'as planned')
      : settledChange(row, 'kept', 'you changed its executable bit');
  }
  if (match) return settledChange(row, 'update', 'the template changed', { write: { bytes: withEndsOf(next.bytes, disk.bytes), mode } });
  const unchanged = base.sha256 === sha256(next.bytes) || sameText(base.bytes(), next.bytes);
  if (!unchanged) return merged(row, base, disk, mode);
  if (mode !== disk.mode)
    return settledChange(row, 'merge', 'its executable bit changed; your edit stays', { write: { bytes: disk.bytes, mode } });
  return settledChange(row, 'kept', 'edited by you; nothing of ours changed there');
}

function merged(row: Row, base: GivenText, disk: OnDisk & { kind: 'file' }, mode: Mode): Change {
  const { next } = row;
  const result = merge(next.path, { base: base.bytes(), mine: disk.bytes, next: next.bytes }, next.pins);
  if (!result || result.conflict) return inConflict(row, result?.bytes, disk, 'you and the template changed the same lines');
  const write = { bytes: result.bytes, mode };
  if (sameText(result.bytes, disk.bytes) && mode === disk.mode) return settledChange(row, 'kept', 'edited by you; it has all of ours');
  return settledChange(row, 'merge', 'the template changed; your edit stays', { write });
}

/** Both sides differ: markers where the file is text, else ours beside theirs. `text` has the markers already, if given. */
function inConflict(row: Row, text: Uint8Array | undefined, disk: OnDisk & { kind: 'file' }, reason: string): Change {
  const { next, policy } = row;
  if (policy.conflicts === 'theirs')
    return settledChange(row, 'conflict', `${reason}; the template's text was taken`, { write: contentOf(next) });
  if (policy.conflicts === 'mine') return putBeside(row, reason);
  const marked = text ?? merge(next.path, { base: undefined, mine: disk.bytes, next: next.bytes }, [])?.bytes;
  if (!marked) return putBeside(row, `${reason}; it is no text`);
  return settledChange(row, 'conflict', reason, {
    write: { bytes: marked, mode: disk.mode },
    entry: { ...given(next), conflict: 'markers' },
    line: markerLine(marked),
  });
}

const putBeside = (row: Row, reason: string): Change =>
  settledChange(row, 'conflict', `${reason}; ours is beside it as ${row.next.path}${BESIDE}`, {
    beside: contentOf(row.next),
    entry: { ...given(row.next), conflict: 'beside' },
  });

export function isUnresolved(entry: LockEntry | undefined, disk: OnDisk | undefined, beside: OnDisk | undefined): boolean {
  if (entry?.conflict === 'markers') return disk?.kind === 'file' && hasMarkers(disk.bytes);
  return entry?.conflict === 'beside' && beside !== undefined;
}

/** The text we gave that the file still carries, line ends aside. */
function matchingBase(entry: LockEntry, disk: Content): GivenText | undefined {
  const hash = sha256(disk.bytes);
  return (
    entry.bases.findLast((base) => base.sha256 === hash) ??
    entry.bases.findLast((base) => disk.bytes.includes(13) && sameText(base.bytes(), disk.bytes))
  );
}

export const isUntouched = (entry: LockEntry, disk: Content): boolean => matchingBase(entry, disk)?.mode === disk.mode;
