import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files of a tree: path → text. */
export const textsOf = (root: string, files: readonly string[]): Map<string, string> =>
  new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));

/** A finding that names its file in front: `docs/a.md: what is wrong`. */
export const named = (text: string): { file: string; message: string } => ({
  file: text.slice(0, text.indexOf(': ')),
  message: text.slice(text.indexOf(': ') + 2),
});
