import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { offered } from '../../../src/core/defaults.ts';
import { ENVIRONMENT_FIELDS, type Field, SERVICE_FIELDS, STACK_FIELDS } from '../../../src/core/fields.ts';
import { planText, type Reference, references, shippedCatalog } from '../../support/reference.ts';
import { opentofu } from '../opentofu/tool.ts';
import { cover, type Factor, keysOf, pairsOf } from './cover.ts';
import { allowed, factorsOf, pairwiseStacks } from './pairwise.ts';

const FACTORS: readonly Factor[] = [
  { name: 'cloud', values: ['aws', 'gcp', 'none'] },
  { name: 'orchestrator', values: ['eks', 'gke', 'compose'] },
  { name: 'delivery', values: ['argocd', 'push'] },
  { name: 'size', values: ['small', 'ha'] },
];

const covered = (factors: readonly Factor[], choices: ReturnType<typeof cover>): Set<string> =>
  new Set(choices.flatMap((choice) => keysOf(factors, choice)));

describe('cover', () => {
  it('has every pair that goes together, in choices that go together', () => {
    const choices = cover(FACTORS, allowed);
    expect(choices.every(allowed)).toBe(true);
    const possible = pairsOf(FACTORS).filter(({ choice }) => allowed(choice));
    // Clouds have one orchestrator each here, and Argo CD needs Kubernetes.
    const dead = possible.filter(({ key }) => !covered(FACTORS, choices).has(key)).map(({ choice }) => choice);
    expect(dead).toEqual([{ cloud: 'none', delivery: 'argocd' }]);
    expect(choices.length).toBeLessThan(10);
  });

  it('is the same every time', () => {
    expect(cover(FACTORS, allowed)).toEqual(cover(FACTORS, allowed));
  });
});

describe('the stacks of --pairwise', () => {
  it('can be planned, each of them, and differ', async () => {
    const catalog = await shippedCatalog();
    const stacks = await pairwiseStacks();
    for (const { name, text } of stacks) expect(planText(name, text, catalog).files.size, name).toBeGreaterThan(50);
    expect(new Set(stacks.map(({ name, text }) => text.replace(name, ''))).size).toBe(stacks.length);
  });

  it('hold every value of every answer that is on offer', async () => {
    const { vocabulary } = await shippedCatalog();
    const texts = (await pairwiseStacks()).map(({ text }) => parse(text) as Record<string, unknown>);
    const words = (value: unknown): string[] =>
      typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, item]) => [key, ...words(item)]) : [String(value)];
    const all = new Set(texts.flatMap(words));
    const values = factorsOf(vocabulary).flatMap(({ name, values: some }) => (some.includes('given') || name.endsWith('s') ? [] : some));
    expect(values.filter((value) => !all.has(value))).toEqual([]);
  });
});

describe('the reference stacks', () => {
  it('hold every value of every answer that is on offer: else add one to tests/stacks', async () => {
    const catalog = await shippedCatalog();
    const { vocabulary } = catalog;
    const stacks = references(catalog);
    const valuesOf = ({ name, type, choices, open }: Field): readonly string[] =>
      type === 'flag' ? ['true', 'false'] : choices || open ? offered(name, vocabulary) : [];
    const given = ({ name, level }: Field): string[] =>
      stacks.flatMap(({ stack }: Reference) => {
        const items = level === 'stack' ? [stack] : level === 'environment' ? stack.environments : stack.services;
        return items.flatMap((item) => [(item as unknown as Record<string, unknown>)[name]].flat().map(String));
      });
    const missing = [...STACK_FIELDS, ...ENVIRONMENT_FIELDS, ...SERVICE_FIELDS]
      .filter(({ name }) => name === 'persona' || vocabulary.mentioned.has(name))
      .flatMap((field) =>
        valuesOf(field).flatMap((value) => (given(field).includes(value) ? [] : [`${field.level} ${field.name}: ${value}`])),
      );
    expect(missing).toEqual([]);
  });

  it('of OpenTofu have every module', async () => {
    const stacks = references(await shippedCatalog());
    const modules = ({ files }: Reference): string[] =>
      [...files].flatMap(([path]) => /^terraform\/modules\/[^/]+\/[^/]+/.exec(path)?.[0] ?? []);
    const enough = new Set(stacks.filter(({ name }) => opentofu.stacks?.includes(name)).flatMap(modules));
    expect(stacks.flatMap(modules).filter((one) => !enough.has(one))).toEqual([]);
    expect(enough.size).toBeGreaterThan(10);
  });
});
