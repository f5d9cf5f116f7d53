import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';

/** One file of a catalog; `path` is relative to the catalog's folder, with forward slashes. */
export interface CatalogFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  readonly hash: string;
}

export const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Read a catalog's files, sorted by path. A link is refused: a catalog is data that stands by itself. `shown` names the catalog in errors. */
export function readCatalogFiles(folder: string, shown: string): CatalogFile[] {
  return ['personas', 'templates'].flatMap((part) => (existsSync(join(folder, part)) ? below(folder, part, shown) : []));
}

function below(folder: string, at: string, shown: string): CatalogFile[] {
  const entries = readdirSync(join(folder, at), { withFileTypes: true });
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = `${at}/${entry.name}`;
      if (entry.isDirectory()) return below(folder, path, shown);
      if (!entry.isFile())
        throw new UserError(`${shown}${path} is a link or special file; a catalog has only files and folders.`, 'Replace it with a file.');
      const bytes = readFileSync(join(folder, path));
      return [{ path, bytes, executable: (lstatSync(join(folder, path)).mode & 0o100) !== 0, hash: hashOf(bytes) }];
    });
}

/** A hash over everything in a catalog. */
export const fingerprint = (files: readonly CatalogFile[]): string =>
  hashOf(files.map(({ path, executable, hash }) => `${path}\0${executable}\0${hash}`).join('\n'));
