import { parseArgs } from 'node:util';
import { nearest } from '../core/words.ts';
import { UserError } from '../errors.ts';
import type { Options } from './run.ts';
import { ITEM_QUESTIONS, QUESTIONS } from './questions.ts';

const VERBS = ['add', 'remove', 'set', 'update', 'diff', 'status', 'check', 'undo', 'list', 'explain'] as const;
/** Words that are no folder names: verbs that are reserved. */
const RESERVED = ['create', 'detect'];

export interface Arguments {
  readonly verb: 'create' | (typeof VERBS)[number];
  readonly positionals: readonly string[];
  readonly flags: Readonly<Record<string, readonly string[] | undefined>>;
  readonly directory: string | undefined;
  readonly options: Options;
  readonly color: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

const SWITCHES = ['yes', 'dry-run', 'json', 'prune', 'no-color', 'verbose', 'help', 'version', 'protected'];
const VALUES = ['directory', 'conflicts', 'catalog', 'from', 'after', 'because'];
const CONFLICTS = ['markers', 'mine', 'theirs'] as const;

const answerFlags = (): string[] =>
  [...new Set([...QUESTIONS, ...ITEM_QUESTIONS.environment, ...ITEM_QUESTIONS.service].map(({ flag }) => flag))].filter(
    (flag) => !SWITCHES.includes(flag),
  );

/** Take a command line apart. Throws a UserError that names the flag. */
export function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parse(argv);
  if ([...positionals, ...(values['directory'] ?? [])].includes(''))
    throw new UserError('An argument is empty, and names nothing.', 'Is a variable of your shell not set? Name a folder or a file.');
  const one = (name: string): string | undefined => values[name]?.at(-1);
  const on = (name: string): boolean => values[name] !== undefined;
  const [first, ...rest] = positionals;
  const isVerb = (VERBS as readonly string[]).includes(first ?? '');
  if (first !== undefined && !isVerb) refuseTypo(first);
  const verb = isVerb ? (first as Arguments['verb']) : 'create';
  refuseForeign(verb, isVerb ? rest : [], values);
  return {
    verb,
    positionals: isVerb ? rest : positionals,
    flags: values,
    directory: one('directory'),
    color: !on('no-color'),
    help: on('help'),
    version: on('version'),
    options: {
      yes: on('yes'),
      dryRun: on('dry-run'),
      json: on('json'),
      prune: on('prune'),
      verbose: on('verbose'),
      conflicts: conflictsOf(one('conflicts')),
      catalogs: values['catalog'],
    },
  };
}

function parse(argv: readonly string[]): { values: Record<string, string[]>; positionals: string[] } {
  const strings = [...VALUES, ...answerFlags()];
  const options = Object.fromEntries([
    ...SWITCHES.map((name) => [name, { type: 'boolean' as const }]),
    ...strings.map((name) => [name, { type: 'string' as const, multiple: true }]),
    ['directory', { type: 'string' as const, multiple: true, short: 'C' }],
  ]) as Record<string, { type: 'string' | 'boolean'; multiple?: boolean; short?: string }>;
  const { tokens, positionals } = parseArgs({ args: [...argv], options, strict: false, tokens: true, allowPositionals: true });
  const values: Record<string, string[]> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const known = options[token.name];
    if (!known) throw unknownFlag(token.rawName, [...SWITCHES, ...strings]);
    if (known.type === 'boolean' && token.value !== undefined && token.name !== 'protected')
      throw new UserError(`${token.rawName} takes no value.`, `Write ${token.rawName} alone.`);
    if (known.type === 'string' && (token.value === undefined || (!token.inlineValue && /^-./.test(token.value))))
      throw new UserError(`${token.rawName} needs a value.`, `For example: ${token.rawName} ${exampleOf(token.name)}`);
    (values[token.name] ??= []).push(token.value ?? '');
  }
  return { values, positionals };
}

function unknownFlag(rawName: string, names: readonly string[]): UserError {
  const near = nearest(rawName.replace(/^-+/, ''), names);
  return new UserError(`There is no flag ${rawName}${near ? `; did you mean --${near}?` : '.'}`, 'All flags: create-devops-stack --help');
}

/** Flags that belong to one verb; the others of `VALUES` and `SWITCHES` belong to all. */
const OWN_FLAGS: Readonly<Record<string, readonly string[]>> = {
  create: ['from', ...QUESTIONS.map(({ flag }) => flag)],
  add: ['after', ...[...ITEM_QUESTIONS.environment, ...ITEM_QUESTIONS.service].map(({ flag }) => flag)],
  'add environment': ['after', ...ITEM_QUESTIONS.environment.map(({ flag }) => flag)],
  'add service': ITEM_QUESTIONS.service.map(({ flag }) => flag),
  set: ['because'],
};

/** Verbs that look at the whole repository. */
const ALONE = ['status', 'check', 'undo', 'list'];

function refuseForeign(verb: string, words: readonly string[], values: Readonly<Record<string, readonly string[]>>): void {
  if (ALONE.includes(verb) && words.length > 0)
    throw new UserError(`${verb} takes no ${words[0]!}; it is about the whole repository.`, `Type: create-devops-stack ${verb}`);
  const special = new Set(Object.values(OWN_FLAGS).flat());
  const what = [verb, ...words.slice(0, 1)].join(' ');
  const own = OWN_FLAGS[what] ?? OWN_FLAGS[verb];
  const foreign = Object.keys(values).find((flag) => special.has(flag) && !own?.includes(flag));
  if (!foreign) return;
  const isAnswer = QUESTIONS.some(({ flag }) => flag === foreign);
  throw new UserError(
    `${OWN_FLAGS[what] ? what : verb} takes no --${foreign}.`,
    isAnswer && verb !== 'add'
      ? `Change an answer with: create-devops-stack set ${foreign}=${values[foreign]!.join(',')}`
      : 'All flags: create-devops-stack --help',
  );
}

const exampleOf = (name: string): string =>
  ({
    directory: '../acme-platform',
    conflicts: 'markers',
    catalog: './catalog',
    from: 'stack.yaml',
    after: 'staging',
    because: '"we left it"',
  })[name] ?? '<value>';

function conflictsOf(value: string | undefined): Options['conflicts'] {
  if (value === undefined) return undefined;
  const found = CONFLICTS.find((one) => one === value);
  if (!found) throw new UserError(`--conflicts takes markers, mine or theirs, not ${value}.`, 'For example: --conflicts=markers');
  return found;
}

/** A folder name that looks like a verb is a typing error. */
function refuseTypo(word: string): void {
  if (RESERVED.includes(word)) throw new UserError(`${word} is no verb of this version.`, `For a folder: create-devops-stack ./${word}`);
  const near = nearest(word, VERBS);
  if (near && !word.includes('/'))
    throw new UserError(`There is no verb ${word}; did you mean ${near}?`, `For a folder: create-devops-stack ./${word}`);
}
