import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Where a create into a folder that does not exist yet gathers its files. */
export const leftOver = (root: string): string => join(dirname(root), `.${basename(root)}.devops-stack`);

export const isLeftOver = (root: string): boolean => existsSync(leftOver(root));
