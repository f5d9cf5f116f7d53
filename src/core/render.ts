import Handlebars from 'handlebars/dist/cjs/handlebars.runtime.js';
import { UserError } from '../errors.ts';
import { kebab, snake } from './names.ts';
import { at } from './slots.ts';

/** A template made ready: Handlebars' compiled form, and the names that it looks up at the root of its scope. */
export interface Compiled {
  readonly spec: unknown;
  readonly roots: readonly Mention[];
  /** Every last or later part of a path: `size` of `environment.size`. */
  readonly parts: readonly string[];
}

/** A name and where it stands; line and column count from 1. */
export interface Mention {
  readonly name: string;
  readonly line: number;
  readonly column: number;
}

/** A line of the output that carries versions: literal, value, literal, value … literal. `line` counts from 0. */
export interface PinnedLine {
  readonly line: number;
  readonly parts: readonly string[];
}

export interface Rendered {
  readonly text: string;
  readonly pins: readonly PinnedLine[];
}

// Noncharacters (Unicode sets them aside for use inside a program) stand for what Handlebars would read as its own,
// and mark where a value of `versions` begins and ends.
const HELD: Readonly<Record<string, string>> = { '{': '\uFDD0', '}': '\uFDD1', '\\': '\uFDD2', '\0': '\uFDD3' };
const PIN = '\uFDD4';
const PIN_END = '\uFDD5';

/** Characters that no template and no answer may contain. */
export const NONCHARACTERS = /[\uFDD0-\uFDEF]/;

export const hold = (text: string): string => text.replace(/[{}\\\0]/g, (literal) => HELD[literal]!);
const release = (text: string): string => Object.entries(HELD).reduce((at, [literal, held]) => at.replaceAll(held, literal), text);

/** Mark every text of `versions`, so that the output shows which lines carry a version. */
export function pinned(versions: unknown): unknown {
  if (typeof versions === 'string' || typeof versions === 'number') return `${PIN}${versions}${PIN_END}`;
  if (Array.isArray(versions)) return versions.map(pinned);
  if (typeof versions === 'object' && versions !== null)
    return Object.fromEntries(Object.entries(versions).map(([key, value]) => [key, pinned(value)]));
  return versions;
}

const unpinned = (text: string): string => text.replace(/[\uFDD4\uFDD5]/g, '');
const unpinnedDeep = (value: unknown): unknown => (typeof value === 'string' ? unpinned(value) : value);

const hclString = (text: string): string => JSON.stringify(text).replace(/([$%])\{/g, '$1$1{');

function hcl(value: unknown): string {
  if (typeof value === 'string') return hclString(value);
  if (Array.isArray(value)) return `[${value.map(hcl).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${hclString(key)} = ${hcl(item)}`)
      .join(', ')} }`;
  return value === undefined ? 'null' : String(value);
}

type Helper = (...values: never[]) => unknown;

/** Own properties only, so that nothing of a prototype counts as an answer. */
function within(value: unknown, steps: string): unknown {
  const names = steps === '' ? [] : steps.split('\0');
  return names.reduce<unknown>(
    (at, name) =>
      at !== null && at !== undefined && Object.hasOwn(Object(at) as object, name) ? (at as Record<string, unknown>)[name] : undefined,
    value,
  );
}

function required(first: unknown, steps: string, name: string, ...[lineNumber, column]: number[]): unknown {
  const value = within(first, steps);
  if (value !== undefined) return value;
  throw Object.assign(new Error(`"${name}" not defined`), { lineNumber, column });
}

/** The few things a template may compute. The last argument is Handlebars' own and is not used. */
export const HELPERS: Readonly<Record<string, Helper>> = {
  eq: (a: unknown, b: unknown) => unpinnedDeep(a) === unpinnedDeep(b),
  includes: (list: readonly unknown[] | string | null, value: unknown) => (list ?? []).includes(value as never),
  join: (list: readonly unknown[] | null, separator: unknown) => (list ?? []).join(typeof separator === 'string' ? separator : ', '),
  json: (value: unknown) => JSON.stringify(value ?? null),
  hcl,
  required: required as Helper,
  within,
  indent: (text: unknown, spaces: unknown) =>
    String(text ?? '').replace(/\n(?=[^\n])/g, `\n${' '.repeat(typeof spaces === 'number' ? spaces : 2)}`),
  at: (list: readonly { readonly environments: unknown }[] | null, environment: { readonly name: string }) => at(list ?? [], environment),
  sort: (list: readonly Readonly<Record<string, unknown>>[] | null, key: unknown) =>
    (list ?? []).toSorted((a, b) => Number(a[String(key)]) - Number(b[String(key)])),
  kebab: (text: unknown) => kebab(unpinned(String(text ?? ''))),
  snake: (text: unknown) => snake(unpinned(String(text ?? ''))),
};

/** What else a compiled template may call. */
export const BLOCKS = ['if', 'unless', 'each', 'with', 'lookup'] as const;

const runtime = Handlebars.create();
for (const name of Object.keys(runtime.helpers))
  if (![...BLOCKS, 'helperMissing', 'blockHelperMissing'].includes(name)) runtime.unregisterHelper(name);
for (const [name, helper] of Object.entries(HELPERS)) runtime.registerHelper(name, helper as Handlebars.HelperDelegate);

const functions = new WeakMap<object, Handlebars.TemplateDelegate>();

/** Render `compiled` over `scope`; `source` is named in errors with line and column. */
export function render({ spec, roots }: Compiled, scope: Readonly<Record<string, unknown>>, source: string): Rendered {
  const unknown = roots.find(({ name }) => !Object.hasOwn(scope, name));
  if (unknown) throw unknownName(unknown.name, `${source}:${unknown.line}:${unknown.column}`);
  const key = spec as object;
  const template = functions.get(key) ?? runtime.template(spec as TemplateSpecification);
  functions.set(key, template);
  try {
    return settle(template(scope));
  } catch (error) {
    throw located(error as Error & { lineNumber?: number; column?: number }, source);
  }
}

const unknownName = (name: string, where: string): UserError =>
  new UserError(`${where}: ${name} is not in scope.`, 'What a template can use: templates/README.md');

function located(error: Error & { lineNumber?: number; column?: number }, source: string): UserError {
  const where = error.lineNumber === undefined ? source : `${source}:${error.lineNumber}:${(error.column ?? 0) + 1}`;
  const missing = /^"(.+?)" not defined/.exec(error.message)?.[1];
  return missing ? unknownName(missing, where) : new UserError(`${where}: ${release(error.message)}.`);
}

/** Put held characters back and note the lines that carry versions. */
function settle(output: string): Rendered {
  if (!output.includes(PIN)) return { text: release(output), pins: [] };
  const lines = output.split('\n');
  const pins = lines.flatMap((line, index) => (line.includes(PIN) ? [{ line: index, parts: release(line).split(/[\uFDD4\uFDD5]/) }] : []));
  return { text: unpinned(release(output)), pins };
}
