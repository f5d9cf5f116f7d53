import { posix } from 'node:path';

/** A module is called by roots and never applied itself; a root is any other folder with configuration. */
const MODULES = /^terraform\/modules\//;

/** Everything that decides what Terraform does in a folder, the values and locks of a repository in use included. */
export const reads = (path: string): boolean => /^terraform\/.+\.(tf|hcl|tfvars|tfvars\.json)$/.test(path);

/** Folders with configuration among some files, sorted. */
const folders = (files: readonly string[]): string[] =>
  [...new Set(files.filter((path) => path.endsWith('.tf')).map((path) => posix.dirname(path)))].toSorted();

export const isRoot = (folder: string): boolean => !MODULES.test(`${folder}/`);

/** What a unit is about: its roots, or the modules of a unit that has no root. */
export function subjects(files: readonly string[]): string[] {
  const all = folders(files);
  const roots = all.filter(isRoot);
  return roots.length > 0 ? roots : all;
}

const CALL = /^ *source *= *"(\.\.?\/[^"]*)"/gm;

/** One unit per folder with the modules that it calls, and that these call: it is judged anew when one of them changes. */
export function units(files: readonly string[], _tree: readonly string[], read: (path: string) => string): Record<string, string[]> {
  const of = (folder: string): string[] => files.filter((path) => path.startsWith(`${folder}/`));
  const calls = (folder: string): string[] =>
    of(folder).flatMap((path) => Array.from(read(path).matchAll(CALL), ([, to]) => posix.join(posix.dirname(path), to!)));
  const reached = (folder: string, seen: Set<string>): Set<string> =>
    seen.has(folder) ? seen : calls(folder).reduce((sum, one) => reached(one, sum), seen.add(folder));
  const others = (folder: string): string[] => [...reached(folder, new Set())].filter((one) => one !== folder).flatMap(of);
  return Object.fromEntries(
    folders(files).map((folder) => [folder, [...of(folder), ...others(folder).filter((path) => !path.includes('/tests/'))]]),
  );
}
