import { parse } from 'yaml';
import { type Answers, type Given, stackSchema } from './answers.ts';
import { offered, type Vocabulary } from './defaults.ts';
import { addItem, flow, setValue } from './edit.ts';
import { fieldOf, STACK_FIELDS } from './fields.ts';
import { OWN, SCHEMA_FILE, STACK_FILE } from './files.ts';
import type { PlannedFile } from './plan.ts';
import { z } from './schema.ts';
import { isRecord } from './values.ts';
import { UserError } from '../errors.ts';

const HEAD = [
  `# yaml-language-server: $schema=./${SCHEMA_FILE}`,
  `# ${STACK_FILE}: what this platform is. Edit it and run \`npx create-devops-stack update\`, or use \`add\` and \`set\`.`,
];

/** Top-level fields that are written out at create: what was given, and every mentioned field, defaults too. */
const fieldsToWrite = (answers: Answers, given: Given, { mentioned }: Vocabulary): [string, unknown][] => {
  const order = STACK_FIELDS.map(({ name }) => name).toSpliced(5, 0, 'owners');
  return order
    .filter(
      (name) =>
        name === 'name' ||
        name in given ||
        mentioned.has(name) ||
        (name === 'persona' && answers.persona) ||
        (name === 'owners' && mentioned.has('owners')),
    )
    .map((name): [string, unknown] => [name, answers[name]])
    .filter(([, value]) => value !== null && value !== undefined);
};

/** A new stack file: one line per field, with the values that this catalog offers. */
export function freshStackFile(answers: Answers, given: Given, vocabulary: Vocabulary): string {
  const lines = fieldsToWrite(answers, given, vocabulary).map(([name, value]) =>
    commented(`${name}: ${flow(value)}`, commentOf(name, vocabulary)),
  );
  const environments = Object.entries(answers.environments).map(([name, item]) => `  ${flow(name)}: ${flow(item)}`);
  const services = Object.entries(answers.services).map(([name, item]) => `  ${flow(name)}: ${flow(item)}`);
  return [
    ...HEAD,
    ...lines,
    commented('environments:', 'their order is the order of promotion'),
    ...environments,
    services.length > 0 ? 'services:' : 'services: {}',
    ...services,
    commented('decisions: []', 'appended by `set` and `add adr`'),
    `catalogs: ${flow(answers.catalogs)}`,
    commented(`mine: ${flow(answers.mine)}`, 'globs that are never touched again'),
    '',
  ].join('\n');
}

const commented = (line: string, comment: string): string => (comment ? `${line.padEnd(32)} # ${comment}` : line);

function commentOf(name: string, vocabulary: Vocabulary): string {
  const field = fieldOf(name);
  if (!field?.choices) return '';
  const values = offered(name, vocabulary);
  return values.length > 1 ? values.join(' | ') : (field.choices[values[0] ?? ''] ?? '');
}

/** Keep a given file's text: put in what overrides it, append what create writes out, and give each environment its network. */
export function completeStackFile(
  text: string,
  raw: Given,
  { answers, given, vocabulary }: { answers: Answers; given: Given; vocabulary: Vocabulary },
): string {
  const overridden = Object.entries(given).reduce(
    (at, [name, value]) => (JSON.stringify(raw[name]) === JSON.stringify(value) ? at : setValue(at, [name], value)),
    text,
  );
  const missing = fieldsToWrite(answers, given, vocabulary).filter(
    ([name]) => (raw[name] === undefined || raw[name] === null) && !(name in given),
  );
  const appended = missing.reduce((at, [name, value]) => setValue(at, [name], value), overridden);
  const whole = ['environments', 'services'].reduce(
    (at, name) => (raw[name] || name in given ? at : setValue(at, [name], answers[name])),
    appended,
  );
  return withNetworks(
    raw['catalogs'] || !answers.catalogs.some((name) => name !== 'builtin') ? whole : setValue(whole, ['catalogs'], answers.catalogs),
    answers,
  );
}

/** Write the network of each environment that has none, and whole environments where the text leaves them to the defaults. */
export function withNetworks(text: string, answers: Answers): string {
  const written = Object.entries(answers.environments).reduce(
    (at, [name, { cidr }]) => (cidr && networkIn(read(at), name) === undefined ? setValue(at, ['environments', name, 'cidr'], cidr) : at),
    withItems(text, 'environments', answers.environments),
  );
  const readBack = read(written);
  const shared = Object.entries(answers.environments).find(([name, { cidr }]) => cidr && networkIn(readBack, name) !== cidr);
  if (!shared) return written;
  throw new UserError(
    `environments.${shared[0]} has its values from an anchor or an alias, so it cannot get a network of its own.`,
    'Write its values out.',
  );
}

function networkIn({ environments }: Record<string, unknown>, name: string): unknown {
  const item = isRecord(environments) ? environments[name] : undefined;
  return isRecord(item) ? (item['cidr'] ?? undefined) : undefined;
}

/** What the defaults imply, written out: the next edit stands beside it. */
export const withItems = (text: string, name: 'environments' | 'services', items: Readonly<Record<string, object>>): string =>
  isRecord(read(text)[name]) ? text : Object.entries(items).reduce((at, [item, value]) => addItem(at, [name], { name: item, value }), text);

const read = (text: string): Record<string, unknown> => (parse(text) ?? {}) as Record<string, unknown>;

/** The JSON Schema of the stack file, with the names that this catalog has; `prepared` is its text where that is known. */
export function schemaFile(vocabulary: Vocabulary, prepared?: string): PlannedFile {
  const bytes = new TextEncoder().encode(prepared ?? schemaText(vocabulary));
  return { path: SCHEMA_FILE, bytes, mode: '100644', component: OWN, pins: [], once: false };
}

export function schemaText(vocabulary: Vocabulary): string {
  const schema = z.toJSONSchema(stackSchema(vocabulary), { io: 'input', unrepresentable: 'any' });
  return `${inLine(JSON.stringify({ ...schema, title: STACK_FILE }, null, 2))}\n`;
}

const WIDTH = 140;

/** Lists of words stand in one line where they fit, so that formatters leave the file as it is. */
const inLine = (json: string): string =>
  json.replace(/^(.*)\[\n((?: +"[^\n]*\n)+) +\](,?)$/gm, (list: string, head: string, items: string, comma: string) => {
    const line = `${head}[${items.trim().replace(/\n +/g, ' ')}]${comma}`;
    return line.length <= WIDTH ? line : list;
  });
