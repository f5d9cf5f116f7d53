import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { catalog, folder, run, write } from '../support/run.ts';
import { snapshot, texts } from '../support/snapshot.ts';

const shipped = catalog({
  'base/component.yaml': 'title: Base\n',
  'base/files/README.md.hbs': '# <% name %>\n',
  'base/files/LICENSE': 'yours\n',
  'base/files/docs/[environment].md.hbs': '<% environment.name %>\n',
});
const OUTPUT = [
  'LICENSE',
  'README.md',
  'devops-stack.lock',
  'devops-stack.schema.json',
  'devops-stack.yaml',
  'docs/dev.md',
  'docs/production.md',
  'docs/staging.md',
];
const given = ['--yes', '--catalog', shipped];

test('a new folder: the files, working state that ignores itself, and nothing beside it', async () => {
  const cwd = folder();
  const { code, err } = await run(['acme', ...given], { cwd });
  expect(code, err).toBe(0);
  expect(Object.keys(texts(join(cwd, 'acme')))).toEqual(OUTPUT);
  expect(readFileSync(join(cwd, 'acme/.devops-stack/.gitignore'), 'utf8')).toBe('*\n');
  expect(readdirSync(cwd)).toEqual(['acme']);
  expect(readFileSync(join(cwd, 'acme/README.md'), 'utf8')).toBe('# acme\n');
});

test('it says what is written, then the next step, and a command that repeats the run', async () => {
  const cwd = folder();
  const { out, err } = await run(['acme', ...given, '--environment', 'dev,production'], { cwd });
  expect(out).toBe('');
  expect(err).toMatch(/7 files in acme\//);
  expect(err).toMatch(/docs\/ +2\n/);
  expect(err).toContain('Next   cd acme && git init\n');
  const again = /Again {2}npx create-devops-stack (.*)\n/.exec(err)?.[1] ?? '';
  const other = folder();
  expect((await run(again.split(' '), { cwd: other })).code).toBe(0);
  expect(texts(join(other, 'acme'))).toEqual(texts(join(cwd, 'acme')));
});

test.each([
  ['named', (cwd: string) => ({ argv: ['acme'], cwd })],
  ['by -C', (cwd: string) => ({ argv: ['-C', 'acme'], cwd })],
  ['entered', (cwd: string) => ({ argv: [], cwd: join(cwd, 'acme') })],
])('an existing empty folder, %s, goes file by file', async (_, where) => {
  const parent = folder();
  mkdirSync(join(parent, 'acme'));
  const before = statSync(join(parent, 'acme')).ino;
  const { argv, cwd } = where(parent);
  expect((await run([...argv, ...given], { cwd })).code).toBe(0);
  expect(Object.keys(texts(join(parent, 'acme')))).toEqual(OUTPUT);
  expect(statSync(join(parent, 'acme')).ino).toBe(before);
});

test('parent folders that are absent are made', async () => {
  const cwd = folder();
  expect((await run(['teams/platform/acme', ...given], { cwd })).code).toBe(0);
  expect(Object.keys(texts(join(cwd, 'teams/platform/acme')))).toEqual(OUTPUT);
});

test('identical files are adopted and files of others left alone', async () => {
  const cwd = folder();
  write(cwd, { 'acme/LICENSE': 'yours\n', 'acme/src/main.c': 'int main;\n' });
  const { code, json } = await run(['acme', ...given, '--json'], { cwd });
  expect(code).toBe(0);
  const changes = Object.fromEntries(json().changes.map(({ path, change }) => [path, change]));
  expect(changes).toMatchObject({ LICENSE: 'same', 'README.md': 'create' });
  expect(changes['src/main.c']).toBeUndefined();
  expect(readFileSync(join(cwd, 'acme/src/main.c'), 'utf8')).toBe('int main;\n');
  expect((await run(['status', '-C', 'acme', '--json'], { cwd })).json().summary).toEqual({ ours: 6 });
});

test('a file that is theirs and differs only in line ends is adopted as it is', async () => {
  const cwd = folder();
  write(cwd, { 'acme/LICENSE': 'yours\r\n' });
  expect((await run(['acme', ...given], { cwd })).code).toBe(0);
  expect(readFileSync(join(cwd, 'acme/LICENSE'), 'utf8')).toBe('yours\r\n');
});

const MARKED = '<<<<<<<';
test.each([
  ['markers', (root: string) => ({ text: readFileSync(join(root, 'README.md'), 'utf8').includes(MARKED), beside: false })],
  ['mine', (root: string) => ({ text: readFileSync(join(root, 'README.md'), 'utf8') === '# Mine\n', beside: true })],
  ['theirs', (root: string) => ({ text: readFileSync(join(root, 'README.md'), 'utf8') === '# acme\n', beside: false })],
])('clashes with --conflicts=%s: exit 3', async (how, found) => {
  const cwd = folder();
  write(cwd, { 'acme/README.md': '# Mine\n' });
  const { code } = await run(['acme', ...given, `--conflicts=${how}`], { cwd });
  expect(code).toBe(3);
  const root = join(cwd, 'acme');
  expect(found(root).text).toBe(true);
  expect(existsSync(join(root, 'README.md.devops-stack-new'))).toBe(found(root).beside);
});

test('inside another Git work tree it warns; at the root of one it does not', async () => {
  const cwd = folder();
  mkdirSync(join(cwd, '.git'));
  const inside = await run(['acme', ...given, '--json'], { cwd });
  expect(inside.json().warnings).toEqual([expect.stringContaining('CI files are read only at its root')]);
  mkdirSync(join(cwd, 'own/.git'), { recursive: true });
  const own = await run(['own', ...given, '--json'], { cwd });
  expect(own.json().warnings).toEqual([]);
});

test('a dry run says the same and writes nothing, not even the folder', async () => {
  const cwd = folder();
  const { code, out } = await run(['acme', ...given, '--dry-run'], { cwd });
  expect(code).toBe(0);
  expect(out).toContain('7 created if this were run.');
  expect(snapshot(cwd)).toEqual({});
});

test("a file with the name of a left-over is somebody else's, and stays", async () => {
  const cwd = folder();
  write(cwd, { '.acme.devops-stack': 'mine\n' });
  const { code, err } = await run(['acme', ...given], { cwd });
  expect([code, err]).toEqual([4, expect.stringContaining('.acme.devops-stack is in the way')]);
  expect(readdirSync(cwd)).toEqual(['.acme.devops-stack']);
});

test('a left-over of a create that was killed is removed by the next verb that names the folder', async () => {
  const cwd = folder();
  write(cwd, { '.acme.devops-stack/README.md': 'half\n' });
  const { code, err } = await run(['acme', ...given], { cwd });
  expect(code).toBe(0);
  expect(err).toContain('.acme.devops-stack; it is gone');
  expect(readdirSync(cwd)).toEqual(['acme']);
});
