import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fdatasync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EXIT, UserError } from '../errors.ts';
import type { OnDisk } from '../core/change.ts';
import { parents } from '../core/fence.ts';
import type { Mode } from '../core/plan.ts';

/** A file's permission bits for writing: `exact` sets them whatever the umask says. */
interface Permission {
  readonly bits: number;
  readonly exact: boolean;
}

/** Every way in which this program changes a disk. */
export interface Disk {
  readonly mkdir: (path: string) => void;
  /** Writes and returns once the bytes are on the disk. */
  readonly write: (path: string, bytes: Uint8Array, permission: Permission) => Promise<void>;
  /** Makes a file that must not exist yet; throws EEXIST when it does. */
  readonly claim: (path: string, text: string) => void;
  readonly link: (from: string, to: string) => void;
  readonly rename: (from: string, to: string) => void;
  readonly unlink: (path: string) => void;
  readonly rmdir: (path: string) => void;
  readonly remove: (path: string) => void;
}

const datasync = promisify(fdatasync);

export const realDisk: Disk = {
  mkdir: (path) => mkdirSync(path, { recursive: true }),
  write: async (path, bytes, { bits, exact }) => {
    const file = openSync(path, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, bits);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      if (exact) fchmodSync(file, bits);
      await datasync(file);
    } finally {
      closeSync(file);
    }
  },
  claim: (path, text) => writeFileSync(path, text, { flag: 'wx' }),
  link: linkSync,
  rename: renameSync,
  unlink: unlinkSync,
  rmdir: rmdirSync,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};

/** Did a link fail because this file system has none? */
export const isLinkless = (error: unknown): boolean =>
  ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'EXDEV', 'EMLINK', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '');

export const statOf = (path: string): Stats | undefined => {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if (['ENOTDIR', 'ENAMETOOLONG'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
};

export const modeOf = ({ mode }: Stats): Mode => ((mode & 0o100) === 0 ? '100644' : '100755');

const kindOf = (stat: Stats): string => (stat.isSymbolicLink() ? 'link' : stat.isDirectory() ? 'folder' : 'special file');

/** A reader of paths below `root` that refuses links above a path and reads each path once. */
export function reader(root: string): (path: string) => OnDisk | undefined {
  if (!statOf(root)) return () => undefined;
  const folders = new Set<string>();
  const known = new Map<string, OnDisk | undefined>();
  return (path) => {
    for (const folder of parents(path)) if (!folders.has(folder)) refuseLink(root, folder, folders);
    if (!known.has(path)) known.set(path, read(join(root, path)));
    return known.get(path);
  };
}

function refuseLink(root: string, folder: string, checked: Set<string>): void {
  if (statOf(join(root, folder))?.isSymbolicLink())
    throw new UserError(
      `${folder} is a link, and our files would be written where it leads.`,
      'Replace the link with a folder, or list its files under mine.',
      EXIT.refused,
    );
  checked.add(folder);
}

function read(path: string): OnDisk | undefined {
  const stat = statOf(path);
  if (!stat) return undefined;
  return stat.isFile() ? { kind: 'file', bytes: readFileSync(path), mode: modeOf(stat) } : { kind: 'other', what: kindOf(stat) };
}

/** Throws EACCES when the nearest folder that exists above a path may not be written. */
export function refuseForbidden(path: string): void {
  let folder = path;
  while (!statOf(folder)) folder = dirname(folder);
  accessSync(folder, constants.W_OK);
}

/** Refuse to write where a file stands in place of a folder, or where we may not write. */
export function refuseUnwritable(root: string, paths: readonly string[]): void {
  for (const folder of new Set(paths.flatMap(parents))) {
    const stat = statOf(join(root, folder));
    if (stat && !stat.isDirectory())
      throw new UserError(
        `${folder} is a ${stat.isFile() ? 'file' : kindOf(stat)}, and we need a folder there.`,
        `Move ${folder} away and run this again.`,
        EXIT.refused,
      );
  }
}
