import type { Given } from '../core/answers.ts';
import type { Vocabulary } from '../core/defaults.ts';
import { isRecord } from '../core/values.ts';
import { type Field, SERVICE_FIELDS, STACK_FIELDS, ENVIRONMENT_FIELDS } from '../core/fields.ts';
import { UserError } from '../errors.ts';

/** One way to give an answer: a flag, an environment variable and a key of the stack file, all from one row. */
export interface Question {
  readonly key: string;
  readonly flag: string;
  readonly variable: string;
  readonly many: boolean;
  readonly help: string;
  readonly read: (values: readonly string[]) => unknown;
}

/** Commas and repetition mean the same. */
export const list = (values: readonly string[]): string[] =>
  values
    .flatMap((value) => value.split(','))
    .map((value) => value.trim())
    .filter(Boolean);
const items = (values: readonly string[], fresh: (name: string) => object): Record<string, object> =>
  Object.fromEntries(unique(list(values)).map((name) => [name, fresh(name)]));

function unique(names: readonly string[]): readonly string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new UserError(`${twice} is given twice.`, 'Name each environment and service once.');
  return names;
}

function fromField(field: Field): Question {
  const many = field.type === 'choices' || field.type === 'words';
  return {
    key: field.name,
    flag: field.name,
    variable: `DEVOPS_STACK_${field.name.toUpperCase().replaceAll('-', '_')}`,
    many,
    help: field.choices && Object.keys(field.choices).length > 0 ? Object.keys(field.choices).join(' | ') : (field.form ?? field.title),
    read: (values) => (many ? list(values) : typed(field, values.at(-1)!)),
  };
}

function typed({ name, type }: Field, value: string): unknown {
  if (type === 'number') return /^\d+$/.test(value) ? Number(value) : value;
  if (type !== 'flag') return value;
  if (value === '' || value === 'true') return true;
  if (value === 'false') return false;
  throw new UserError(`--${name} takes true or false, not ${value}.`, `For example: --${name}`);
}

const PROTECTED = ['production', 'prod'];

/** Answers about the stack as a whole. */
export const QUESTIONS: readonly Question[] = [
  ...STACK_FIELDS.map(fromField),
  {
    key: 'owners',
    flag: 'owners',
    variable: 'DEVOPS_STACK_OWNERS',
    many: true,
    help: 'name=team, for example platform=@acme/platform',
    read: (values) => Object.fromEntries(list(values).map((value) => value.split('=', 2))),
  },
  {
    key: 'environments',
    flag: 'environment',
    variable: 'DEVOPS_STACK_ENVIRONMENT',
    many: true,
    help: 'a name; repeat in the order of promotion',
    read: (values) => items(values, (name) => (PROTECTED.includes(name) ? { protected: true } : {})),
  },
  {
    key: 'services',
    flag: 'service',
    variable: 'DEVOPS_STACK_SERVICE',
    many: true,
    help: 'a name; repeat',
    read: (values) => items(values, () => ({})),
  },
];

/** Answers about one item, for `add environment` and `add service`. */
export const ITEM_QUESTIONS: Readonly<Record<'environment' | 'service', readonly Question[]>> = {
  environment: ENVIRONMENT_FIELDS.map(fromField),
  service: SERVICE_FIELDS.map(fromField),
};

/** What is asked first, in this order; the rest has defaults that few change. */
export const FIRST = ['persona', 'cloud', 'orchestrator', 'ci'];

/** Whether the catalog makes anything of an answer. */
export const isAsked = (name: string, vocabulary: Vocabulary): boolean =>
  name === 'persona' ? vocabulary.personas.length > 0 : vocabulary.mentioned.has(name);

type Flags = Readonly<Record<string, readonly string[] | undefined>>;

/** Answers from flags, then from the environment, where an empty variable says nothing. */
export function givenBy(questions: readonly Question[], flags: Flags, variables: NodeJS.ProcessEnv = {}): Given {
  return Object.fromEntries(
    questions.flatMap(({ key, flag, variable, read }) => {
      const values = flags[flag] ?? (variables[variable] ? [variables[variable]] : undefined);
      return values === undefined ? [] : [[key, read(values)]];
    }),
  );
}

/** A word as a shell takes it. */
export const quoted = (value: unknown): string => (/^[\w@./:=,+-]+$/.test(String(value)) ? String(value) : `'${String(value)}'`);

/** The flags that repeat some answers. */
export function flagsFor(given: Given): string {
  return QUESTIONS.filter(({ key }) => given[key] !== undefined && given[key] !== null)
    .flatMap(({ key, flag }) => {
      const value = given[key];
      if (isRecord(value) && key === 'owners')
        return Object.entries(value).map(([name, team]) => `--${flag} ${quoted(`${name}=${String(team)}`)}`);
      if (isRecord(value)) return Object.keys(value).map((name) => `--${flag} ${name}`);
      return [`--${flag} ${quoted(Array.isArray(value) ? value.join(',') : value)}`];
    })
    .join(' ');
}

/** The `add` command that repeats some answers about an item. */
export function flagsForItem(kind: 'environment' | 'service' | 'component', { name, ...given }: Given): string {
  const flags = Object.entries(given)
    .filter(([, value]) => value !== '' && value !== false && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => (value === true ? `--${key}` : `--${key} ${String(value)}`));
  return ['add', kind, String(name), ...flags].join(' ');
}
