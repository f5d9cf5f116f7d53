import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tree } from './tree.ts';

/** Everything below a folder, working state too. */
export const snapshot = (root: string): Readonly<Record<string, string>> => tree(root, []);

/** Paths and texts of what a repository has, without working state. */
export function texts(root: string): Readonly<Record<string, string>> {
  const paths = Object.keys(tree(root)).filter((path) => !path.endsWith('/'));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}
