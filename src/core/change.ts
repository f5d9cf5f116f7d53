import type { LockEntry } from './lock.ts';
import type { Mode, Plan } from './plan.ts';

export type ChangeKind = 'create' | 'update' | 'merge' | 'conflict' | 'same' | 'kept' | 'removed' | 'delete' | 'orphan';

/** What stands at a path. A link, folder or special file is never followed. */
export type OnDisk =
  { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: Mode } | { readonly kind: 'other'; readonly what: string };

export interface Content {
  readonly bytes: Uint8Array;
  readonly mode: Mode;
}

export interface Change {
  readonly path: string;
  readonly change: ChangeKind;
  readonly component: string | null;
  readonly reason: string;
  /** New content; null deletes; absent leaves the file as it is. */
  readonly write?: Content | null;
  /** Our text, put at `<path>.devops-stack-new`; null takes it away. */
  readonly beside?: Content | null;
  /** What stands at the path afterwards, where it is a file. */
  readonly after: Content | null;
  /** The lock's entry afterwards; null drops it. */
  readonly entry: LockEntry | null;
  /** Where the first conflict marker stands, counting from 1. */
  readonly line?: number;
  /** The template moved on although the file stays as it is. */
  readonly stale?: boolean;
}

export interface World {
  readonly last: ReadonlyMap<string, LockEntry>;
  readonly disk: (path: string) => OnDisk | undefined;
  readonly next: Plan;
}

/** How a run treats what it cannot merge, and which paths it must take or leave. */
export interface Policy {
  readonly conflicts: 'markers' | 'mine' | 'theirs';
  readonly forced: (path: string) => boolean;
  readonly mine: (path: string) => boolean;
}

export const BESIDE = '.devops-stack-new';

export const fileOf = (disk: OnDisk | undefined): Content | null => (disk?.kind === 'file' ? { bytes: disk.bytes, mode: disk.mode } : null);
