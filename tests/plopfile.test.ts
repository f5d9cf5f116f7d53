import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { openCatalogs } from '../src/shell/catalog.ts';
import { REPOSITORY } from './support/reference.ts';
import { folder, write } from './support/run.ts';
import { snapshot } from './support/snapshot.ts';

const PLOP = createRequire(import.meta.url)
  .resolve('plop/package.json')
  .replace('package.json', 'bin/plop.js');

let copy: string;

beforeEach(() => {
  copy = folder('copy');
  for (const path of ['plopfile.js', 'package.json', 'personas']) cpSync(join(REPOSITORY, path), join(copy, path), { recursive: true });
  mkdirSync(join(copy, 'templates'));
  symlinkSync(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'));
});

function plop(...argv: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PLOP, ...argv], { cwd: copy, encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

const made = (): Readonly<Record<string, string>> => ({ ...snapshot(join(copy, 'templates')), ...snapshot(join(copy, 'personas')) });

test('a new component is found by the catalog as it was described, and its files are taken', async () => {
  const { code, said } = plop('component', 'observability/loki', 'Logs: in "Loki" <{{1}}>', 'cloud: [aws, gcp], delivery: argocd');
  expect(code, said).toBe(0);
  write(join(copy, 'templates/observability/loki/files'), { 'loki.yaml': 'loki: true\n' });
  const { components } = await openCatalogs([copy], copy);
  expect(components).toMatchObject([
    {
      id: 'observability/loki',
      title: 'Logs: in "Loki" <{{1}}>',
      when: { cloud: ['aws', 'gcp'], delivery: 'argocd' },
      files: [{ path: 'loki.yaml' }],
    },
  ]);
});

test('without a condition it is always selected', async () => {
  const { code, said } = plop('component', 'base/extra', 'Extra', '');
  expect(code, said).toBe(0);
  expect(readFileSync(join(copy, 'templates/base/extra/component.yaml'), 'utf8')).toBe('title: Extra\n');
});

test('a new persona is found by the catalog', async () => {
  const { code, said } = plop('persona', 'night-owl', 'Night owl', 'Sleeps: by day');
  expect(code, said).toBe(0);
  const { vocabulary } = await openCatalogs([copy], copy);
  expect(vocabulary.personas.find(({ id }) => id === 'night-owl')).toMatchObject({ title: 'Night owl', summary: 'Sleeps: by day' });
});

test.each([
  ['a path out of the catalog', ['component', '../outside', 'X', '']],
  ['a component without an area', ['component', 'loki', 'X', '']],
  ['a condition that is no YAML', ['component', 'a/b', 'X', 'cloud: [']],
  ['no title', ['component', 'a/b', '', '']],
  ['a persona that is there', ['persona', 'platform-engineer', 'X', 'Y']],
])('%s is refused and nothing is written', (_, argv) => {
  const before = made();
  const { code, said } = plop(...argv);
  expect(code, said).not.toBe(0);
  expect(made()).toEqual(before);
});
