import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compile, ready } from '../src/core/compile.ts';
import type { Catalog, Plan } from '../src/core/plan.ts';
import { type Compiled, render } from '../src/core/render.ts';
import { phrasesOf } from '../src/shell/catalog.ts';
import { sha256 } from '../src/core/hash.ts';
import { schemaText } from '../src/core/stackfile.ts';
import { PREPARED, type Prepared, unfold } from '../src/shell/compiled.ts';
import { templateFiles } from './support/dialect.ts';
import { references, REPOSITORY, shippedCatalog } from './support/reference.ts';

// The published package renders from a cache that the build makes. Both ways give the same text and the same errors.

/** The build step itself, over a copy inside the repository, where it finds our packages. */
function build(): { folder: string; prepared: Prepared } {
  mkdirSync(join(REPOSITORY, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(REPOSITORY, '.cache', 'prepared-'));
  for (const part of ['src', 'templates', 'personas', 'package.json'])
    cpSync(join(REPOSITORY, part), join(folder, part), { recursive: true });
  mkdirSync(join(folder, 'dist'));
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'src/precompile.ts'], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return { folder, prepared: unfold(readFileSync(join(folder, 'dist', PREPARED))) };
}

const { folder, prepared } = build();
afterAll(() => rmSync(folder, { recursive: true }));

const CATALOG = await shippedCatalog();
const templates = [
  ...templateFiles(CATALOG)
    .filter(({ file }) => file.template)
    .map(({ text, file }) => ({ text, source: file.source })),
  ...CATALOG.components.flatMap((component) => phrasesOf(component).map((text) => ({ text, source: `${component.id}/component.yaml` }))),
];
const form = (text: string): Compiled => prepared.templates[sha256(text)]!;

/** What a rendering comes to: its text and pins, or its error. */
function outcome(compiled: Compiled, scope: Record<string, unknown>, source: string): unknown {
  try {
    return render(compiled, scope, source);
  } catch (error) {
    return String(error);
  }
}

describe('the prepared form', () => {
  it('is there for every template, and looks up the same names', () => {
    for (const { text, source } of templates) {
      const { roots, parts } = compile(text, source);
      expect({ roots: form(text)?.roots, parts: form(text)?.parts }, source).toEqual({ roots, parts });
    }
    expect(templates.length).toBeGreaterThan(50);
  });

  it('has the schema of the stack file', () => {
    expect(prepared.schemas).toEqual({ [CATALOG.fingerprint]: schemaText(CATALOG.vocabulary) });
  });

  it('gives every reference stack the same bytes and pins', () => {
    const bytes = ({ files }: Plan): unknown =>
      [...files.values()].map(({ path, mode, bytes: content, pins }) => ({
        path,
        mode,
        pins,
        hash: sha256(Buffer.from(content).toString('latin1')),
      }));
    const decode = (content: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
    const cached: Catalog = {
      ...CATALOG,
      compiled: ({ bytes: content }) => form(decode(content())),
      phrase: (text) => (text.includes('<%') ? form(text) : undefined),
    };
    const now = references(CATALOG);
    for (const [index, { name, plan }] of references(cached).entries()) expect(bytes(plan), name).toEqual(bytes(now[index]!.plan));
  });

  it.each([
    ['is empty', (): unknown => undefined],
    ['has nothing in its names', (): unknown => ({})],
    ['has texts where it needs lists', (): unknown => 'text'],
    ['has null', (): unknown => null],
  ])('gives the same errors where the scope %s', (_what, value) => {
    const outcomes = templates.map(({ text, source }) => {
      const onTheSpot = ready(compile(text, source));
      const given = value();
      const scope = given === undefined ? {} : Object.fromEntries(onTheSpot.roots.map(({ name }) => [name, given]));
      const expected = outcome(onTheSpot, scope, source);
      expect(outcome(form(text), scope, source), source).toEqual(expected);
      return expected;
    });
    // Nearly every template fails somewhere, or this compares nothing.
    if (value() === undefined) expect(outcomes.filter((one) => typeof one === 'string').length).toBeGreaterThan(30);
  });

  it('would be caught with another line, name or text', () => {
    const of = (text: string): unknown => outcome(ready(compile(text, 'a')), {}, 'a');
    expect(new Set(['<% a %>', '\n<% a %>', ' <% a %>', '<% b %>', 'a', 'b'].map((text) => JSON.stringify(of(text)))).size).toBe(6);
  });
});
