import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parents } from '../core/fence.ts';
import { STATE } from '../core/files.ts';
import { sha256 } from '../core/hash.ts';
import type { Mode } from '../core/plan.ts';
import { type Disk, statOf } from './disk.ts';

/** One path of a run: its new content, or null to delete it. */
export interface Write {
  readonly path: string;
  readonly content: { readonly bytes: Uint8Array; readonly mode: Mode; readonly bits?: number } | null;
  /** Work of ours that may be done while the disk is at work with this file. */
  readonly meanwhile?: (() => void) | undefined;
}

/** What a file was or is to be; `bits` are its permission bits. */
export interface Stamp {
  readonly sha256: string;
  readonly bits: number;
}

/** What a run does, in its order; the commit point is the moment this file has its name. */
export interface Journal {
  readonly verb: string;
  readonly steps: readonly { readonly path: string; readonly before: Stamp | null; readonly after: Stamp | null }[];
  /** Folders that the run makes. */
  readonly folders: readonly string[];
  /** Folders that may go when they become empty; absent: any. */
  readonly removable?: readonly string[];
  /** The run made the repository's folder itself, and so many folders above it. */
  readonly fresh?: number;
}

export const STAGE = join(STATE, 'stage');
export const UNDO = join(STATE, 'undo');
const JOURNAL = 'journal.json';

/** Make ready a place for working state that Git ignores. */
export async function openState(root: string, disk: Disk): Promise<void> {
  disk.mkdir(join(root, STATE));
  const ignore = join(root, STATE, '.gitignore');
  if (!existsSync(ignore)) await disk.write(ignore, Buffer.from('*\n'), { bits: 0o666, exact: false });
}

export async function writeJournal(folder: string, journal: Journal, disk: Disk): Promise<void> {
  const path = join(folder, JOURNAL);
  await disk.write(`${path}.part`, Buffer.from(JSON.stringify(journal)), { bits: 0o666, exact: false });
  disk.rename(`${path}.part`, path);
}

export const readJournal = (folder: string): Journal | undefined =>
  existsSync(join(folder, JOURNAL)) ? (JSON.parse(readFileSync(join(folder, JOURNAL), 'utf8')) as Journal) : undefined;

export function stampOf(root: string, path: string): Stamp | null {
  const full = join(root, path);
  const stat = statOf(full);
  return stat?.isFile() ? { sha256: sha256(readFileSync(full)), bits: stat.mode & 0o7777 } : null;
}

export const sameStamp = (a: Stamp | null, b: Stamp | null): boolean => a?.sha256 === b?.sha256;

/** The journal of a create into a new folder, for `undo`. */
export async function recordFresh(root: string, { writes, above }: { writes: readonly Write[]; above: number }, disk: Disk): Promise<void> {
  const steps = writes.map(({ path, content }) => ({
    path,
    before: null,
    after: content && { sha256: sha256(content.bytes), bits: content.mode === '100755' ? 0o777 : 0o666 },
  }));
  const folders = [...new Set(writes.flatMap(({ path }) => parents(path)))];
  disk.mkdir(join(root, UNDO));
  await writeJournal(join(root, UNDO), { verb: 'create', steps, folders, fresh: above }, disk);
}
