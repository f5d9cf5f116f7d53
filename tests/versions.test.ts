import { describe, expect, it } from 'vitest';
import { isRecord } from '../src/core/values.ts';
import { allLookups, templateFiles } from './support/dialect.ts';
import { EXCEPTIONS, versionsIn } from './support/literals.ts';
import { references, shippedCatalog } from './support/reference.ts';
import { scopesOf } from './support/samples.ts';

const CATALOG = await shippedCatalog();
const { versions } = CATALOG;
const REFERENCES = references(CATALOG);
const files = templateFiles(CATALOG);
const paths = new Set(allLookups(CATALOG, scopesOf(REFERENCES, CATALOG)).flatMap((found) => found.paths));

interface Action {
  readonly name: string;
  readonly commit: string;
  readonly release: string;
}

const actions = versions['actions'] as Readonly<Record<string, Action>>;

describe('a version', () => {
  it('stands in versions.yaml and nowhere else', () => {
    const found = files.flatMap(({ file, text }) => versionsIn(text).map((version) => ({ source: file.source, version })));
    const excused = (source: string, version: string): boolean =>
      EXCEPTIONS.some((row) => source.endsWith(row.file) && row.text.test(version));
    expect(found.filter(({ source, version }) => !excused(source, version))).toEqual([]);
    expect(EXCEPTIONS.filter((row) => !found.some(({ source, version }) => source.endsWith(row.file) && row.text.test(version)))).toEqual(
      [],
    );
  });

  it.each([
    'uses: a/b@v4.1.0',
    'uses: a/b@v4',
    'image: nginx:1.27',
    'FROM node:24-alpine',
    `a@${'0a'.repeat(20)}`,
    'version = "3.4.5"',
    'task@3.53.1',
  ])('is found in %s', (text) => {
    expect(versionsIn(text)).toHaveLength(1);
  });

  it('of versions.yaml is used', () => {
    const leaves = (value: unknown, path: string): string[] =>
      isRecord(value) ? Object.entries(value).flatMap(([key, item]) => leaves(item, `${path}.${key}`)) : [path];
    // The names of actions are compared with what is emitted, below.
    const used = (leaf: string): boolean =>
      /^versions\.actions\.[^.]+\.name$/.test(leaf) || [...paths].some((path) => leaf === path || leaf.startsWith(`${path}.`));
    const all = leaves(versions, 'versions');
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter((leaf) => !used(leaf))).toEqual([]);
    expect(used('versions.tools.nosuch')).toBe(false);
  });
});

describe('an action', () => {
  const uses = (text: string): string[] => Array.from(text.matchAll(/^\s*(?:- )?uses: (.*)$/gm), ([, value]) => value!);
  const known = Object.values(actions).map(({ name, commit, release }) => `${name}@${commit} # ${release}`);

  it('is pinned to a commit, with its release behind it', () => {
    const emitted = REFERENCES.flatMap(({ files: made }) =>
      // A workflow of the same repository comes with the commit that runs.
      [...made].filter(([path]) => path.startsWith('.github/')).flatMap(([, text]) => uses(text).filter((one) => !one.startsWith('./'))),
    );
    expect(emitted.length).toBeGreaterThan(10);
    expect([...new Set(emitted)].filter((one) => !known.includes(one))).toEqual([]);
    expect(known.filter((one) => !emitted.includes(one))).toEqual([]);
    expect(known.filter((one) => !/^[\w-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(one))).toEqual([]);
  });
});
