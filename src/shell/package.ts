import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));

/** The folder of this package, which is the catalog that it ships: the folder above the running file that has `templates`. */
export function shipped(): string {
  let folder = HERE;
  while (!existsSync(join(folder, 'templates')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Path of what the build lays beside the running file; it is not there when the sources run. */
export const built = (file: string): string => join(HERE, file);
