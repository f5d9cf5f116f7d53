import { deflateSync, inflateSync } from 'fflate/browser';
import { EXIT, UserError } from '../errors.ts';
import { unsafe } from './fence.ts';
import { sha256 } from './hash.ts';
import type { Mode } from './plan.ts';
import { byCodePoint } from './words.ts';

/** One text that we gave for a path; decompressed only when it is asked for. */
export interface GivenText {
  readonly mode: Mode;
  readonly sha256: string;
  readonly bytes: () => Uint8Array;
  /** The compressed text as it stands in the lock. */
  readonly packed: (prepared?: Prepacked) => string;
}

/** The compressed form of a text by its hash; undefined where it has to be made. */
export type Prepacked = (hash: string) => string | undefined;

export interface LockEntry {
  readonly path: string;
  /** Several after a union merge; the last one is the base of a merge. */
  readonly bases: readonly [GivenText, ...GivenText[]];
  readonly removed: boolean;
  readonly conflict: 'markers' | 'beside' | null;
}

export interface Lock {
  readonly version: string;
  readonly entries: ReadonlyMap<string, LockEntry>;
}

const FORMAT = 1;
/** Never changes within a format: another level gives other bytes for the same text. */
const LEVEL = 3;
const HEADER = /^# devops-stack\.lock (\d+) (\d+\.\d+\.\d+\S*)/;
const LINE = /^([^\t]+)\t(100644|100755)\t([0-9a-f]{64})\t([-bcr]+)\t([A-Za-z0-9+/]*={0,2})$/;
const FLAGS = { removed: 'r', markers: 'c', beside: 'b' } as const;

/** Take in a text that a plan gives; `known` is what was given last. */
export function giveText({ bytes }: { bytes: Uint8Array }, mode: Mode, known?: GivenText): GivenText {
  const hash = sha256(bytes);
  if (known?.sha256 === hash) return { ...known, mode };
  let memo: string | undefined;
  return { mode, sha256: hash, bytes: () => bytes, packed: (prepared) => (memo ??= prepared?.(hash) ?? pack(bytes)) };
}

export const pack = (bytes: Uint8Array): string => Buffer.from(deflateSync(bytes, { level: LEVEL })).toString('base64');

/** Read a lock. `current` is this program's version: a lock of a newer one is refused (exit 4), a damaged one is named by line (exit 2). */
export function readLock(text: string, current: string): Lock {
  const entries = new Map<string, LockEntry>();
  let version = '0.0.0';
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line === '' || /^(<{7}|={7}|>{7}|\|{7})/.test(line)) continue;
    const header = HEADER.exec(line);
    if (header) {
      refuseNewer(Number(header[1]), header[2]!, current);
      if (compareVersions(header[2]!, version) > 0) version = header[2]!;
      continue;
    }
    const entry = readLine(line, index + 1);
    const known = entries.get(entry.path);
    entries.set(entry.path, known ? { ...entry, bases: [...known.bases, ...entry.bases], removed: known.removed || entry.removed } : entry);
  }
  if (version === '0.0.0') throw damaged('it has no header');
  return { version, entries };
}

function refuseNewer(format: number, version: string, current: string): void {
  if (format <= FORMAT && compareVersions(version, current) <= 0) return;
  throw new UserError(
    `This repository was written by create-devops-stack ${version}; this is ${current}.`,
    'Run: npx create-devops-stack@latest',
    EXIT.refused,
  );
}

const damaged = (what: string): UserError =>
  new UserError(`devops-stack.lock cannot be read: ${what}.`, 'Bring it back: git checkout -- devops-stack.lock');

function readLine(line: string, number: number): LockEntry {
  const match = LINE.exec(line);
  if (!match) throw damaged(`line ${number} is no entry`);
  const [, path, mode, hash, flags, packed] = match as unknown as [string, string, Mode, string, string, string];
  if (unsafe(path)) throw damaged(`line ${number} names ${path}, which is no path of this repository`);
  return {
    path,
    bases: [{ mode, sha256: hash, packed: () => packed, bytes: () => unpack(packed, hash, number) }],
    removed: flags.includes(FLAGS.removed),
    conflict: flags.includes(FLAGS.markers) ? 'markers' : flags.includes(FLAGS.beside) ? 'beside' : null,
  };
}

function unpack(packed: string, hash: string, number: number): Uint8Array {
  try {
    const bytes = inflateSync(Buffer.from(packed, 'base64'));
    if (sha256(bytes) === hash) return bytes;
  } catch {
    // Falls through: whatever went wrong, the text is not the one that was given.
  }
  throw damaged(`the text on line ${number} is not the one that was given`);
}

/** The lock as text, sorted by path; equal entries give equal bytes on every machine. */
export function writeLock({ version, entries }: Lock, prepared?: Prepacked): string {
  const lines = [...entries.values()].toSorted((a, b) => byCodePoint(a.path, b.path)).map((entry) => writeLine(entry, prepared));
  return [
    `# devops-stack.lock ${FORMAT} ${version} (what create-devops-stack gave last; keep it in Git, never edit it)`,
    ...lines,
    '',
  ].join('\n');
}

function writeLine({ path, bases, removed, conflict }: LockEntry, prepared?: Prepacked): string {
  const { mode, sha256: hash, packed } = bases.at(-1)!;
  const flags = `${removed ? FLAGS.removed : ''}${conflict ? FLAGS[conflict] : ''}` || '-';
  return [path, mode, hash, flags, packed(prepared)].join('\t');
}

/** Negative, zero or positive, as semver orders `1.2.3` and `1.2.3-rc.1`. */
export function compareVersions(a: string, b: string): number {
  const [mainA = '', preA] = a.split('-', 2);
  const [mainB = '', preB] = b.split('-', 2);
  const [left, right] = [mainA.split('.').map(Number), mainB.split('.').map(Number)];
  for (let i = 0; i < 3; i++) if ((left[i] ?? 0) !== (right[i] ?? 0)) return (left[i] ?? 0) - (right[i] ?? 0);
  if (preA === preB) return 0;
  return preA === undefined ? 1 : preB === undefined ? -1 : byCodePoint(preA, preB);
}
