import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { fits, offered, type Vocabulary } from '../../../src/core/defaults.ts';
import { ENVIRONMENT_FIELDS, type Field, SERVICE_FIELDS, STACK_FIELDS } from '../../../src/core/fields.ts';
import { shippedCatalog } from '../../support/reference.ts';
import { type Choice, cover, type Factor } from './cover.ts';
import { generate, type Tree } from './trees.ts';

/** An answer that is given or left out. */
const GIVEN = ['left out', 'given'];

/** What is given for answers that are free text, where they change what is written. */
const TEXTS: Readonly<Record<string, unknown>> = {
  organization: 'Example-Org',
  repository: 'platform.2',
  branch: 'trunk',
  domain: 'platform.example',
  contacts: ['on-call@platform.example'],
};

/** An account, by cloud. */
const ACCOUNTS: Readonly<Record<string, string>> = {
  aws: '111111111111',
  gcp: 'platform-project',
  azure: '11111111-2222-3333-4444-555555555555',
};

/** Every enumerated answer with its values; of a list, each value is in it or not. A field that nothing mentions changes no file. */
export function factorsOf(vocabulary: Vocabulary): Factor[] {
  const choices = ({ name, level, type }: Field): Factor[] => {
    const prefix = level === 'stack' ? name : `${level}.${name}`;
    const values = offered(name, vocabulary);
    return type === 'choices' ? values.map((value) => ({ name: `${prefix}=${value}`, values: GIVEN })) : [{ name: prefix, values }];
  };
  const own = (fields: readonly Field[]): Factor[] =>
    fields.filter(({ name, choices: some }) => some && (name === 'persona' || vocabulary.mentioned.has(name))).flatMap(choices);
  return [
    ...own(STACK_FIELDS),
    ...Object.keys(TEXTS).flatMap((name) => (vocabulary.mentioned.has(name) ? [{ name, values: GIVEN }] : [])),
    { name: 'account', values: GIVEN },
    { name: 'environments', values: ['1', '3'] },
    ...own(ENVIRONMENT_FIELDS.filter(({ name }) => name === 'size')),
    { name: 'environment.protected', values: ['true', 'false'] },
    { name: 'services', values: ['0', '1', '2'] },
    ...own(SERVICE_FIELDS),
  ].filter(({ values }) => values.length > 0);
}

/** Do some answers go together? What an answer needs of another counts both ways, since `fits` lets an open one pass. */
export const allowed = (choice: Choice): boolean =>
  Object.entries(choice).every(([name, value]) => fits(name, value, choice)) &&
  !(choice['account'] === 'given' && choice['cloud'] === 'none');

const listed = (choice: Choice, prefix: string): Record<string, string[]> => {
  const given = Object.entries(choice).filter(([name, value]) => name.startsWith(prefix) && name.includes('=') && value === 'given');
  const names = given.map(([name]) => name.slice(prefix.length).split('=') as [string, string]);
  return Object.fromEntries(names.map(([name]) => [name, names.filter(([other]) => other === name).map(([, value]) => value)]));
};

const single = (choice: Choice, prefix: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(choice)
      .filter(([name]) => name.startsWith(prefix) && !name.includes('='))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );

/** The stack file of a choice. */
export function stackOf(choice: Choice, name: string): Record<string, unknown> {
  const { environments: places, services: count, account, ...top } = single(choice, '');
  const texts = Object.entries(TEXTS).filter(([key]) => top[key] === 'given');
  const plain = Object.entries(top).filter(([key]) => !key.includes('.') && !(key in TEXTS));
  const { protected: guarded, ...environment } = single(choice, 'environment.');
  const service = { ...single(choice, 'service.'), ...listed(choice, 'service.') };
  const chosen = { ...environment, protected: guarded === 'true' };
  return {
    name,
    ...Object.fromEntries(plain),
    ...Object.fromEntries(texts),
    ...Object.fromEntries(Object.entries(listed(choice, '')).filter(([key]) => !key.includes('.'))),
    ...(account === 'given' && { account: ACCOUNTS[choice['cloud']!] }),
    environments: places === '1' ? { one: chosen } : { first: {}, second: chosen, third: { protected: true } },
    services: Object.fromEntries([...'ab'].slice(0, Number(count)).map((letter) => [letter, service])),
  };
}

/** Stacks that together have every pair of values of the offered answers. */
export async function pairwiseStacks(): Promise<{ name: string; text: string }[]> {
  const { vocabulary } = await shippedCatalog();
  const choices = cover(factorsOf(vocabulary), allowed);
  // Where there is no service, choices that differ only in what a service is are one stack.
  const distinct = new Map(choices.map((choice) => [JSON.stringify(stackOf(choice, '')), choice]));
  return [...distinct.values()].map((choice, index) => {
    const name = `pair-${index + 1}`;
    return { name, text: stringify(stackOf(choice, name), { aliasDuplicateObjects: false }) };
  });
}

export async function pairwiseTrees(): Promise<Tree[]> {
  const folder = mkdtempSync(join(tmpdir(), 'verify-pairs-'));
  try {
    const trees: Tree[] = [];
    for (const { name, text } of await pairwiseStacks()) {
      const file = join(folder, `${name}.yaml`);
      writeFileSync(file, text);
      trees.push(await generate(name, file));
    }
    return trees;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
