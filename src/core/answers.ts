import { UserError } from '../errors.ts';
import { offered, type Vocabulary } from './defaults.ts';
import { ENVIRONMENT_FIELDS, type Field, fieldOf, SERVICE_FIELDS, STACK_FIELDS, TEAM } from './fields.ts';
import { NAME_RULES, RESERVED } from './rules.ts';
import { describe, z } from './schema.ts';
import type { DecisionEntry } from './stack.ts';
import { isRecord } from './values.ts';
import { nearest } from './words.ts';

export interface EnvironmentAnswers {
  readonly cloud?: string;
  readonly region?: string;
  readonly orchestrator?: string;
  readonly account?: string;
  readonly cidr?: string;
  readonly size?: string;
  readonly protected?: boolean;
  readonly rpo?: string;
  readonly rto?: string;
  readonly recovers?: string;
  readonly existing?: Readonly<Record<string, string>>;
}

export interface ServiceAnswers {
  readonly kind?: string;
  readonly port?: number;
  readonly language?: string;
  readonly uses?: readonly string[];
  readonly owner?: string;
}

/** The stack file's content, judged, with defaults filled in; absent optional fields are null. */
export interface Answers {
  readonly name: string;
  readonly owners: Readonly<Record<string, string>>;
  readonly persona: string | null;
  readonly cloud: string;
  readonly region: string | null;
  readonly account: string | null;
  readonly orchestrator: string;
  readonly environments: Readonly<Record<string, EnvironmentAnswers>>;
  readonly services: Readonly<Record<string, ServiceAnswers>>;
  readonly decisions: readonly DecisionEntry[];
  readonly catalogs: readonly string[];
  readonly mine: readonly string[];
  readonly [field: string]: unknown;
}

/** What was given before defaults: any subset of the stack file. */
export type Given = Readonly<Record<string, unknown>>;

const EXISTING = ['network', 'cluster', 'zone', 'registry', 'state'] as const;
const OWNER = z.string().check(z.regex(TEAM, 'takes a team such as "@acme/platform"'));

const DATE = 'takes a date such as 2027-03-01';
const DECISION = z.catchall(
  z.object({
    number: z.int({ error: 'takes a whole number' }),
    date: z.string({ error: DATE }).check(z.regex(/^\d{4}-\d{2}-\d{2}$/, DATE)),
  }),
  z.union([z.string(), z.strictObject({ from: z.unknown(), to: z.unknown() })]),
);

function valueSchema(field: Field, vocabulary: Vocabulary): z.ZodMiniType {
  if (field.type === 'number')
    return z.int({ error: `takes ${field.form}` }).check(z.minimum(1, `takes ${field.form}`), z.maximum(65535, `takes ${field.form}`));
  if (field.type === 'flag') return z.boolean({ error: 'takes true or false' });
  if (field.type === 'text') return textSchema(field);
  if (field.type === 'words') return z.array(textSchema(field), { error: `takes a list of ${field.form}` });
  const one = choiceSchema(field, vocabulary);
  return field.type === 'choices' ? z.array(one, { error: 'takes a list' }) : one;
}

function textSchema(field: Field): z.ZodMiniType {
  const message = field.name === 'account' ? `takes ${field.form}` : `takes ${field.form ?? 'text'}`;
  const longest = field.name === 'name' ? NAME_RULES.name.longest : 255;
  return z.string({ error: message }).check(z.maxLength(longest, message), z.regex(field.pattern ?? /^/, message));
}

function choiceSchema(field: Field, vocabulary: Vocabulary): z.ZodMiniType {
  const values = offered(field.name, vocabulary);
  const message = `is not in this catalog; here: ${values.join(', ') || 'none'}`;
  if (values.length > 0) return z.enum(values as [string, ...string[]], { error: message });
  return z.string({ error: 'takes a name' });
}

function fieldsSchema(fields: readonly Field[], vocabulary: Vocabulary): Record<string, z.ZodMiniType> {
  return Object.fromEntries(
    fields
      .filter(({ name }) => name !== 'persona' || vocabulary.personas.length > 0)
      .map((field) => [
        field.name,
        z.optional(valueSchema(field, vocabulary)).check(z.meta({ title: field.title, description: field.form ?? field.title })),
      ]),
  );
}

const itemName = (kind: 'environment' | 'service'): z.ZodMiniString =>
  z.string().check(z.maxLength(NAME_RULES[kind].longest), z.regex(NAME_RULES[kind].pattern));

/** The stack file's schema, with the names that this catalog has. */
export function stackSchema(vocabulary: Vocabulary): z.ZodMiniType<Given> {
  const environment = z.strictObject(
    {
      ...fieldsSchema(ENVIRONMENT_FIELDS, vocabulary),
      existing: z.optional(
        z.partialRecord(z.enum(EXISTING), z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]*$/, 'takes an identifier'))),
      ),
    },
    { error: 'takes fields such as { cidr: 10.0.0.0/16 }' },
  );
  const service = z.strictObject(fieldsSchema(SERVICE_FIELDS, vocabulary), { error: 'takes fields such as { kind: http, port: 8080 }' });
  return z.strictObject(
    {
      ...fieldsSchema(STACK_FIELDS, vocabulary),
      ...(vocabulary.personas.length === 0 && { persona: z.optional(z.string()) }),
      owners: z.optional(
        z.record(z.string().check(z.regex(/^[a-z][a-z0-9-]*$/, 'an owner takes a short name')), OWNER, {
          error: 'takes names and teams such as { platform: "@acme/platform" }',
        }),
      ),
      environments: z.optional(z.record(itemName('environment'), environment, { error: 'takes names and fields, one environment each' })),
      services: z.optional(z.record(itemName('service'), service, { error: 'takes names and fields, one service each' })),
      decisions: z.optional(z.array(DECISION)),
      catalogs: z.optional(z.array(z.string(), { error: 'takes a list of folders' })),
      mine: z.optional(z.array(z.string(), { error: 'takes a list of globs' })),
    },
    { error: 'takes fields and their values' },
  ) as z.ZodMiniType<Given>;
}

/** Judge what was given: types, names, and values that the catalog has. Throws a UserError that names the field. */
export function judge(given: Given, vocabulary: Vocabulary, source: string): Given {
  const cleaned = withoutNulls(given);
  itemNames(cleaned, source);
  const result = stackSchema(vocabulary).safeParse(cleaned);
  if (!result.success) throw new UserError(`${source}: ${explain(result.error.issues[0]!, cleaned)}.`, hintFor(result.error.issues[0]!));
  return result.data;
}

const withoutNulls = (given: Given): Given =>
  Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== null)
      .map(([key, value]) => [
        key,
        isItems(key) && isRecord(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, item ?? {}])) : value,
      ]),
  );

const isItems = (key: string): boolean => key === 'environments' || key === 'services';

function explain(issue: z.core.$ZodIssue, given: Given): string {
  const where = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const near = nearest(key, knownKeys(issue.path));
    return `unknown field ${where ? `${where}.` : ''}${key}${near ? `; did you mean ${near}?` : ''}`.replace(/\?$/, '');
  }
  if (issue.code === 'invalid_key') return `${where}: ${issue.issues[0]?.message ?? 'not a name'}`;
  const value = issue.path.reduce<unknown>(
    (at, key) => (isRecord(at) || Array.isArray(at) ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    given,
  );
  if (issue.message.startsWith('is not in'))
    return `${typeof value === 'string' ? value : JSON.stringify(value)} ${issue.message} (${where})`;
  if (issue.message.startsWith('takes')) return `${where || 'it'} ${issue.message}, not ${show(value)}`;
  return describe(issue);
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
};

const knownKeys = (path: readonly PropertyKey[]): string[] => {
  const fields = path[0] === 'environments' ? ENVIRONMENT_FIELDS : path[0] === 'services' ? SERVICE_FIELDS : STACK_FIELDS;
  const more =
    path.length === 0
      ? ['owners', 'environments', 'services', 'decisions', 'catalogs', 'mine']
      : path[0] === 'environments'
        ? ['existing']
        : [];
  return [...fields.map(({ name }) => name), ...more];
};

const hintFor = (issue: z.core.$ZodIssue): string => {
  const field = fieldOf(String(issue.path.at(-1) ?? ''));
  if (field?.example) return `For example: ${field.name}: ${field.example}`;
  return 'The fields and their values: create-devops-stack list';
};

/** Names are judged before the schema, which would pass over a key such as `__proto__`. */
function itemNames(given: Given, source: string): void {
  const name = given['name'];
  if (typeof name === 'string') refuseReserved('name', name, source);
  for (const kind of ['environment', 'service'] as const) {
    const items = given[`${kind}s`];
    for (const item of isRecord(items) ? Object.keys(items) : []) {
      const { pattern, longest, form } = NAME_RULES[kind];
      if (!pattern.test(item) || item.length > longest)
        throw new UserError(
          `${source}: ${kind}s.${item}: a name takes 1 to ${longest} ${form}.`,
          'The fields and their values: create-devops-stack list',
        );
      refuseReserved(kind, item, source);
    }
  }
}

function refuseReserved(kind: keyof typeof RESERVED, name: string, source: string): void {
  if (RESERVED[kind].includes(name))
    throw new UserError(`${source}: ${name} is a reserved name.`, `Choose another ${kind === 'name' ? 'name' : `name for the ${kind}`}.`);
}
