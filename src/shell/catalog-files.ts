import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../core/hash.ts';
import { UserError } from '../errors.ts';
import { built, shipped } from './package.ts';

/** One file of a catalog; `path` is relative to the catalog's folder, with forward slashes. */
export interface CatalogFile {
  readonly path: string;
  readonly bytes: () => Uint8Array;
  readonly executable: boolean;
  readonly hash: string;
}

/** The shipped catalog's files as the build saw them, so that a run opens only those that it copies. */
type Listing = readonly Omit<CatalogFile, 'bytes'>[];
export const LISTING = 'listing.json';

/** A catalog's files, sorted by path. A link is refused: a catalog is data that stands by itself. `shown` names the catalog in errors. */
export function readCatalogFiles(folder: string, shown: string): CatalogFile[] {
  const listing = built(LISTING);
  if (folder === shipped() && existsSync(listing))
    return (JSON.parse(readFileSync(listing, 'utf8')) as Listing).map((file) => ({
      ...file,
      bytes: () => readFileSync(join(folder, file.path)),
    }));
  return walk(folder, shown);
}

export const walk = (folder: string, shown: string): CatalogFile[] =>
  ['personas', 'templates'].flatMap((part) => (existsSync(join(folder, part)) ? below(folder, part, shown) : []));

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
      return [{ path, bytes: () => bytes, executable: (lstatSync(join(folder, path)).mode & 0o100) !== 0, hash: sha256(bytes) }];
    });
}

/** A hash over everything in a catalog. */
export const fingerprint = (files: readonly CatalogFile[]): string =>
  sha256(files.map(({ path, executable, hash }) => `${path}\0${executable}\0${hash}`).join('\n'));
