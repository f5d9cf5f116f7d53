import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { LOCK_FILE, STACK_FILE, STATE } from '../core/files.ts';
import { sha256 } from '../core/hash.ts';
import type { Arguments } from './args.ts';
import { fingerprint, readCatalogFiles } from './catalog-files.ts';
import { type Disk, modeOf, statOf } from './disk.ts';
import { isLeftOver } from './left-over.ts';
import { shipped } from './package.ts';
import type { Run } from './run.ts';

/**
 * A plan follows from the stack file, the catalogs and the version alone. When none of them has changed since a run that left nothing open,
 * the lock tells what the plan would be, and comparing hashes is enough to know that there is nothing to do.
 */
interface Seen {
  readonly key: string;
  readonly catalogs: readonly string[];
}

/** What `update` or `status` says when nothing has changed; undefined when the whole comparison is needed. */
export function atOnce({ verb, positionals, options, directory }: Arguments, cwd: string, version: string): string | undefined {
  if (!(verb === 'update' || verb === 'status') || positionals.length > 0 || options.json || options.catalogs || options.verbose)
    return undefined;
  const root = resolve(cwd, directory ?? '.');
  const busy = ['stage', 'running'].some((name) => existsSync(join(root, STATE, name)));
  const count = busy || isLeftOver(root) ? undefined : untouchedSince(root, version);
  return count === undefined ? undefined : verb === 'update' ? '  Nothing to do.' : `  ${count} ours`;
}

const file = (root: string): string => join(root, STATE, 'seen.json');

/** Remember the state after a run; local to this clone, and only a shortcut. Other catalogs than those of the stack file hold for one run. */
export function remember({ root, version, after, verb, options }: Run, disk: Disk): void {
  if (!existsSync(join(root, STATE))) return;
  if (options.catalogs && verb !== 'create') return disk.remove(file(root));
  const { names: catalogs, fingerprint: known } = after.catalog;
  const seen: Seen = { key: keyOf(root, version, known), catalogs };
  disk.remove(`${file(root)}.part`);
  disk.claim(`${file(root)}.part`, JSON.stringify(seen));
  disk.rename(`${file(root)}.part`, file(root));
}

/** Number of files, when stack file, lock, catalogs, version and every given file are as a run left them; undefined when anything differs. */
function untouchedSince(root: string, version: string): number | undefined {
  const seen = read(root);
  if (!seen || seen.key !== keyOf(root, version, fingerprints(seen.catalogs))) return undefined;
  const entries = readFileSync(join(root, LOCK_FILE), 'utf8').split('\n').slice(1, -1);
  const folders = new Set(entries.map((line) => dirname(line.slice(0, line.indexOf('\t')))));
  const home = realpathSync(root);
  if (![...folders].every((folder) => isOurs(root, folder, home))) return undefined;
  return entries.every((line) => isAsGiven(root, line)) ? entries.length : undefined;
}

function read(root: string): Seen | undefined {
  if (!existsSync(file(root)) || ![STACK_FILE, LOCK_FILE].every((name) => statOf(join(root, name))?.isFile())) return undefined;
  try {
    return JSON.parse(readFileSync(file(root), 'utf8')) as Seen;
  } catch {
    return undefined;
  }
}

/** No link leads out of the way to a folder; one that is gone has no files to compare. */
const isOurs = (root: string, folder: string, home: string): boolean =>
  existsSync(join(root, folder)) && realpathSync(join(root, folder)) === join(home, folder);

function isAsGiven(root: string, line: string): boolean {
  const [path = '', mode, hash, flags] = line.split('\t');
  const full = join(root, path);
  const stat = statOf(full);
  return flags === '-' && stat?.isFile() === true && modeOf(stat) === mode && sha256(readFileSync(full)) === hash;
}

function keyOf(root: string, version: string, catalogs: string): string {
  const texts = [STACK_FILE, LOCK_FILE].map((name) => readFileSync(join(root, name), 'utf8'));
  return sha256([version, catalogs, ...texts].join('\0'));
}

const fingerprints = (catalogs: readonly string[]): string =>
  catalogs.map((name) => fingerprint(readCatalogFiles(name === 'builtin' ? shipped() : name, ''))).join();
