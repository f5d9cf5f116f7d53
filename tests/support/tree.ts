import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Path → mode and hash of everything below a folder, empty folders included; `skip` names folders to leave out. */
export function tree(root: string, skip: readonly string[] = ['.devops-stack', '.git']): Record<string, string> {
  if (!existsSync(root)) return {};
  const entries: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(root, folder)).toSorted()) {
      const path = folder ? `${folder}/${name}` : name;
      if (skip.includes(name)) continue;
      const stat = lstatSync(join(root, path));
      if (stat.isDirectory()) {
        entries[`${path}/`] = 'folder';
        visit(path);
      } else if (stat.isSymbolicLink()) entries[path] = `link ${readlinkSync(join(root, path))}`;
      else
        entries[path] = `${(stat.mode & 0o7777).toString(8)} ${createHash('sha256')
          .update(readFileSync(join(root, path)))
          .digest('hex')}`;
    }
  };
  visit('');
  return entries;
}

/** The tree without the files that carry the answers themselves. */
export const output = (root: string): Record<string, string> =>
  Object.fromEntries(Object.entries(tree(root)).filter(([path]) => path !== 'devops-stack.yaml' && path !== 'devops-stack.lock'));
