import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, which is the catalog that it ships: the folder above the running file that has `templates`. */
export function shipped(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'templates')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
