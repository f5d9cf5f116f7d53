import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compile } from '../src/core/compile.ts';
import { readManifest } from '../src/core/component.ts';
import { DEMAND_KEYS, fieldOf } from '../src/core/fields.ts';
import { unmet } from '../src/core/gates.ts';
import { isOnce } from '../src/core/plan.ts';
import { allLookups, placeholders, templateFiles } from './support/dialect.ts';
import { planText, references, shippedCatalog, STACKS } from './support/reference.ts';
import { scopesOf, slots } from './support/samples.ts';
import { lookups } from './support/scope.ts';

// What DESIGN.md and templates/README.md ask of every component, so that a new folder needs no reviewer who knows them by heart.

const CATALOG = await shippedCatalog();
const REFERENCES = references(CATALOG);
const { components, vocabulary } = CATALOG;
const scopes = scopesOf(REFERENCES, CATALOG);
const files = templateFiles(CATALOG);
const looked = allLookups(CATALOG, scopes);
const paths = new Set(looked.flatMap((found) => found.paths));

describe('names in templates', () => {
  it('are in scope, in every branch', () => {
    expect(looked.flatMap(({ faults }) => faults)).toEqual([]);
  });

  it.each([
    '<%#if environment.sise%>a<%/if%>',
    '<%#if nmae%>a<%/if%>',
    '<%#each services as |service|%><%#unless service.prot%>a<%/unless%><%/each%>',
    '<%#each provided.gates as |gate|%><%#if gate.nme%>a<%/if%><%/each%>',
    '<%#each services%><%#if cloud%>a<%/if%><%/each%>',
    '<%#if versions.tools.nosuch%>a<%/if%>',
    '<%#with place%><% nosuch %><%/with%>',
    '<%#if (eq profile.titel "a")%>a<%/if%>',
    '<%#each decisions as |d|%><%#each d.alternatives as |a|%><% a.name %><%/each%><%/each%>',
    '<%#each environments%><% ../nosuch %><%/each%>',
    '<%#if name.first%>a<%/if%>',
  ])('are found when they are not: %s', (text) => {
    expect(lookups(text, 'seed', scopes.file(['environment', 'place'])).faults).toHaveLength(1);
  });

  it('of an item are there only where the path has it', () => {
    expect(lookups('<% service.name %>', 'seed', scopes.file(['environment'])).faults).toHaveLength(1);
    expect(lookups('<% provided.gates.length %>', 'seed', scopes.manifest).faults).toHaveLength(1);
  });
});

describe('a manifest', () => {
  it('is valid, and needs what exists', () => {
    const ids = components.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(20);
    expect(components.flatMap(({ id, needs }) => needs.filter((need) => !ids.includes(need)).map((need) => `${id}: ${need}`))).toEqual([]);
    expect(() => readManifest({ title: 'a', wen: {} }, 'seed')).toThrow('wen');
  });

  it('asks for values that the field has, and for demands that some persona makes', () => {
    const demanded: Record<string, string[]> = Object.fromEntries(
      DEMAND_KEYS.map((key) => [
        key,
        vocabulary.personas.flatMap((persona) => persona[key].map((item) => (typeof item === 'string' ? item : item.name))),
      ]),
    );
    const known = (key: string): string[] | undefined => {
      const field = fieldOf(key) ?? fieldOf(key, 'environment') ?? fieldOf(key, 'service');
      return demanded[key] ?? (field?.choices && !field.open ? Object.keys(field.choices) : undefined);
    };
    const wrong = components.flatMap(({ id, when }) =>
      Object.entries(when).flatMap(([key, value]) => {
        const values = known(key);
        return values
          ? [value]
              .flat()
              .filter((one) => !values.includes(String(one)))
              .map((one) => `${id}: ${key} ${String(one)}`)
          : [];
      }),
    );
    expect(wrong).toEqual([]);
    expect(known('cloud')).not.toContain('awz');
  });

  it('fills only slots and fields of templates/README.md, and each slot has a reader', () => {
    const known = slots();
    const items = components.flatMap(({ id, provides }) =>
      Object.entries(provides).flatMap(([slot, list]) => list.flatMap((item) => Object.keys(item).map((field) => ({ id, slot, field })))),
    );
    expect(items.length).toBeGreaterThan(100);
    expect(items.filter(({ slot, field }) => !known.get(slot)?.includes(field))).toEqual([]);
    const read = (slot: string): boolean =>
      (DEMAND_KEYS as readonly string[]).includes(slot) || [...paths].some((path) => path.startsWith(`provided.${slot}`));
    expect([...known.keys()].filter((slot) => !read(slot))).toEqual([]);
    expect(read('docments')).toBe(false);
  });

  it('of what exists has one of what is made instead, and neither goes without --prune', () => {
    const kinds = components.flatMap(({ when }) => (typeof when['existing'] === 'string' ? [when['existing']] : []));
    expect(new Set(kinds)).toEqual(new Set(['network', 'cluster', 'zone', 'registry', 'state']));
    const careless = kinds.flatMap((kind) =>
      ['existing', 'makes'].filter((key) => !components.some(({ when, holds }) => when[key] === kind && holds === 'data')),
    );
    expect(careless).toEqual([]);
  });

  it('numbers its decision once, below the numbers of repositories', () => {
    const numbers = components.flatMap(({ decision }) => (decision ? [decision.number] : []));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.filter((number) => number >= 200)).toEqual([]);
  });
});

describe('a path', () => {
  it('has only placeholders that there are', () => {
    const all = components.flatMap(({ files, once, moved }) => [
      ...files.map(({ path }) => path),
      ...once,
      ...moved.flatMap(({ from, to }) => [from, to]),
    ]);
    const known = ['environment', 'service', 'place', 'decision'];
    const strange = (list: readonly string[]): string[] => list.filter((path) => placeholders(path).some((name) => !known.includes(name)));
    expect(strange(all)).toEqual([]);
    expect(strange(['a/[enviroment]/b'])).toHaveLength(1);
  });

  it('under `once` matches a file, and names only its own item', () => {
    const once = files.filter(({ component, file }) => isOnce(component, file.path));
    const foreign = (text: string, path: string): string[] =>
      compile(text, path)
        .roots.map(({ name }) => name)
        .filter((name) => ![...placeholders(path), 'versions'].includes(name));
    expect(once.length).toBeGreaterThan(5);
    expect(
      once.flatMap(({ file, text }) => (file.template ? foreign(text, file.path).map((name) => `${file.source}: ${name}`) : [])),
    ).toEqual([]);
    const idle = components.flatMap(({ id, once: globs, files: own, ...rest }) =>
      globs
        .filter((glob) => !own.some(({ path }) => isOnce({ id, files: own, ...rest, once: [glob] }, path)))
        .map((glob) => `${id}: ${glob}`),
    );
    expect(idle).toEqual([]);
    expect(foreign('<% service.name %> <% name %>', 'a/[service]/b')).toEqual(['name']);
  });
});

describe('personas', () => {
  const byPersona = new Map(vocabulary.personas.map(({ id }) => [id, planText(id, `name: acme-platform\npersona: ${id}\n`, CATALOG)]));

  it('differ in what they give', () => {
    const all = [...byPersona];
    expect(all.length).toBeGreaterThan(1);
    for (const [index, [id, one]] of all.entries())
      for (const [other, two] of all.slice(index + 1)) {
        expect([...one.files.keys()], `${id} and ${other}: paths`).not.toEqual([...two.files.keys()]);
        for (const path of ['AGENTS.md', 'CONTRIBUTING.md', 'docs/README.md'])
          expect(one.files.get(path), `${id} and ${other}`).not.toBe(two.files.get(path));
      }
  });

  it.each([...byPersona])('%s has a file for every document, gate and step that it demands', (_id, { plan, stack, files: made }) => {
    expect(unmet(plan, stack, (path) => made.has(path))).toEqual([]);
    expect(unmet(plan, { ...stack, gates: [...stack.gates, 'nosuch'] }, (path) => made.has(path))).toHaveLength(1);
    expect(unmet(plan, stack, () => false).length).toBeGreaterThan(0);
  });
});

it('the order of services changes only the stack file', () => {
  const text = readFileSync(join(STACKS, 'awkward.yaml'), 'utf8');
  const [head, services] = text.split(/^services:\n/m) as [string, string];
  const turned = `${head}services:\n${services.trimEnd().split('\n').toReversed().join('\n')}\n`;
  const [one, two] = [planText('a', text, CATALOG), planText('b', turned, CATALOG)];
  const different = [...one.files].filter(([path, content]) => two.files.get(path) !== content).map(([path]) => path);
  expect(different).toEqual(['devops-stack.yaml']);
  expect([...two.files.keys()]).toEqual([...one.files.keys()]);
});
