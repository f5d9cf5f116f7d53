import { basename, dirname, join } from 'node:path';
import { EXIT, UserError } from '../errors.ts';
import { statOf } from './disk.ts';

/** Where a create into a folder that does not exist yet gathers its files. */
export const leftOver = (root: string): string => join(dirname(root), `.${basename(root)}.devops-stack`);

/** Exit 4 where a file that we never made has the name of that folder. */
export function isLeftOver(root: string): boolean {
  const stat = statOf(leftOver(root));
  if (stat && !stat.isDirectory())
    throw new UserError(`${leftOver(root)} is in the way: create gathers its files there.`, 'Move it, and run this again.', EXIT.refused);
  return stat !== undefined;
}
