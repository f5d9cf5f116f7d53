import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Current } from '../core/amend.ts';
import { type Given, judge } from '../core/answers.ts';
import { complete } from '../core/complete.ts';
import { parseStack } from '../core/parse.ts';
import { type Lock, readLock } from '../core/lock.ts';
import type { Catalog } from '../core/plan.ts';
import { resolve } from '../core/stack.ts';
import { LOCK_FILE, STACK_FILE } from '../core/files.ts';
import { EXIT, UserError } from '../errors.ts';
import { openCatalogs } from './catalog.ts';
import { statOf } from './disk.ts';

/** A stack file's text and what it asks for. */
export interface Desired extends Current {
  readonly text: string;
}

export const hasStackFile = (root: string): boolean => statOf(join(root, STACK_FILE)) !== undefined;

/** Text of a file of ours; undefined when it is absent. A link is refused, since we would replace it. */
function ownText(root: string, name: string): string | undefined {
  const path = join(root, name);
  const stat = statOf(path);
  if (!stat) return undefined;
  if (!stat.isFile()) throw new UserError(`${name} is no ordinary file.`, `Put a file named ${name} in its place.`, EXIT.refused);
  return readFileSync(path, 'utf8');
}

export function stackText(root: string): string {
  const text = ownText(root, STACK_FILE);
  if (text !== undefined) return text;
  const lost = existsSync(join(root, LOCK_FILE));
  throw new UserError(
    `There is no ${STACK_FILE} in ${root}.`,
    lost ? `Bring it back: git checkout -- ${STACK_FILE}` : 'Make a repository: create-devops-stack <dir>',
  );
}

/** Read a stack file's text against its catalogs; `catalogs` from the command line win over those it names. */
export async function desire(text: string, root: string, catalogs: readonly string[] | undefined): Promise<Desired> {
  const raw = parseStack(text, STACK_FILE);
  const catalog = await openCatalogs(catalogs ?? catalogNames(raw), root);
  const given = judge(raw, catalog.vocabulary, STACK_FILE);
  return { text, catalog, ...settle(given, catalog) };
}

function settle(given: Given, catalog: Catalog): Pick<Current, 'answers' | 'stack'> {
  const answers = complete(given, catalog.vocabulary);
  return { answers, stack: resolve(answers, catalog.vocabulary) };
}

function catalogNames(raw: Record<string, unknown>): string[] {
  const names = raw['catalogs'];
  if (names === undefined || names === null) return ['builtin'];
  if (Array.isArray(names) && names.length > 0 && names.every((name) => typeof name === 'string')) return names;
  throw new UserError(`${STACK_FILE}: catalogs takes a list of folders.`, 'For example: catalogs: [builtin]');
}

/** The lock of a repository; undefined when there is none. */
export function lockOf(root: string, version: string): { text: string; lock: Lock } | undefined {
  const text = ownText(root, LOCK_FILE);
  return text === undefined ? undefined : { text, lock: readLock(text, version) };
}
