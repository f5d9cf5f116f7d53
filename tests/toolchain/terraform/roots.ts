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

/** One unit per module, and one per root with all modules: a root is judged anew when a module changes. */
export function units(files: readonly string[]): Record<string, string[]> {
  const of = (folder: string): string[] => files.filter((path) => path.startsWith(`${folder}/`));
  const modules = files.filter((path) => MODULES.test(path));
  return Object.fromEntries(folders(files).map((folder) => [folder, isRoot(folder) ? [...of(folder), ...modules] : of(folder)]));
}
