import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from '../../src/core/answers.ts';
import { complete } from '../../src/core/complete.ts';
import { STACK_FILE } from '../../src/core/files.ts';
import { parseStack } from '../../src/core/parse.ts';
import { type Catalog, plan, type Plan } from '../../src/core/plan.ts';
import { resolve, type Stack } from '../../src/core/stack.ts';
import { completeStackFile, schemaFile } from '../../src/core/stackfile.ts';
import { openCatalogs } from '../../src/shell/catalog.ts';

/** A reference stack (tests/stacks/<name>.yaml) and everything that follows from it, in memory. */
export interface Reference {
  readonly name: string;
  readonly stack: Stack;
  readonly plan: Plan;
  /** Every file that `create --from` writes, except the lock: path → text. */
  readonly files: ReadonlyMap<string, string>;
}

export const REPOSITORY = join(import.meta.dirname, '../..');
export const STACKS = join(REPOSITORY, 'tests/stacks');

export const shippedCatalog = (): Promise<Catalog> => openCatalogs(['builtin'], REPOSITORY);

/** Plan a stack file's text, as `create --from` does. */
export function planText(name: string, text: string, catalog: Catalog): Reference {
  const { vocabulary } = catalog;
  const raw = parseStack(text, name);
  const answers = complete(judge(raw, vocabulary, name), vocabulary, { folder: undefined });
  const stack = resolve(answers, vocabulary);
  const planned = plan(catalog, stack, [schemaFile(vocabulary)]);
  const files = new Map([...planned.files].map(([path, { bytes }]) => [path, decode(bytes, path)]));
  files.set(STACK_FILE, completeStackFile(text, raw, { answers, given: {}, vocabulary }));
  return { name, stack, plan: planned, files };
}

/** All reference stacks: a new file in tests/stacks is one more. */
export function references(catalog: Catalog): Reference[] {
  return readdirSync(STACKS)
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => planText(file.slice(0, -'.yaml'.length), readFileSync(join(STACKS, file), 'utf8'), catalog));
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error(`${path} is not UTF-8, and no test here reads binary files`);
  }
}
