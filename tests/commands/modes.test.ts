import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalog, folder, run } from '../support/run.ts';
import { open, type Repository, repository } from '../support/repository.ts';
import { spawn } from '../support/spawn.ts';

const EVERY_BYTE = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);
const CATALOG = {
  'base/component.yaml': 'title: Base\n',
  'base/files/docs/a.md': 'a\n',
  'base/files/run.sh': '#!/bin/sh\n',
  'base/files/all.bin': EVERY_BYTE,
  'base/files/windows.bat': 'echo\r\n',
  'base/files/no-end.txt': 'no newline',
};
const bits = (root: string, path: string): string => (statSync(join(root, path)).mode & 0o777).toString(8);
const executable = (shipped: string, on: boolean): void => chmodSync(join(shipped, 'templates/base/files/run.sh'), on ? 0o755 : 0o644);

function withScript(): string {
  const shipped = catalog(CATALOG);
  executable(shipped, true);
  return shipped;
}

async function made(): Promise<Repository> {
  const cwd = folder();
  const shipped = withScript();
  expect((await run(['acme', '--yes', '--catalog', shipped], { cwd })).code).toBe(0);
  return open(join(cwd, 'acme'), shipped);
}

describe('new files follow the umask', () => {
  test.each([
    ['077', { file: '600', script: '700', folder: '700' }],
    ['022', { file: '644', script: '755', folder: '755' }],
    ['002', { file: '664', script: '775', folder: '775' }],
  ])('umask %s', (umask, expected) => {
    const cwd = folder();
    const { code, err } = spawn(['acme', '--yes', '--catalog', withScript()], { cwd, first: `umask ${umask}` });
    expect(code, err).toBe(0);
    const root = join(cwd, 'acme');
    expect({ file: bits(root, 'docs/a.md'), script: bits(root, 'run.sh'), folder: bits(root, 'docs') }).toEqual(expected);
    expect(bits(root, 'devops-stack.lock')).toBe(expected.file);
    expect(bits(cwd, 'acme')).toBe(expected.folder);
  });

  test('in a folder that exists as well, and the lock is the same', () => {
    const shipped = withScript();
    const [one, two] = ['077', '022'].map((umask) => {
      const root = folder();
      spawn(['--yes', '--name', 'acme', '--catalog', shipped], { cwd: root, first: `umask ${umask}` });
      return root;
    });
    expect(bits(one!, 'run.sh')).toBe('700');
    expect(readFileSync(join(one!, 'devops-stack.lock'))).toEqual(readFileSync(join(two!, 'devops-stack.lock')));
  });
});

test.each([
  ['640', '640'],
  ['600', '600'],
  ['664', '664'],
])('a rewritten file keeps its other bits: %s', async (before, after) => {
  const repo = await made();
  chmodSync(join(repo.root, 'docs/a.md'), Number.parseInt(before, 8));
  repo.release({ 'base/files/docs/a.md': 'newer\n' });
  await repo.ok('update');
  expect(bits(repo.root, 'docs/a.md')).toBe(after);
});

test('the template turns the executable bit on and off, where the file may be read', async () => {
  const repo = await made();
  chmodSync(join(repo.root, 'run.sh'), 0o750);
  executable(repo.shipped, false);
  expect(await repo.ok('update')).toMatch(/update +run\.sh/);
  expect(bits(repo.root, 'run.sh')).toBe('640');
  executable(repo.shipped, true);
  await repo.ok('update');
  expect(bits(repo.root, 'run.sh')).toBe('750');
});

test('a bit that they changed stays, and undo brings back the bits that were', async () => {
  const repo = await made();
  chmodSync(join(repo.root, 'run.sh'), 0o644);
  expect((await repo.run('status', '--json')).json().files).toContainEqual({ path: 'run.sh', state: 'edited by you' });
  repo.release({ 'base/files/run.sh': '#!/bin/bash\n' });
  executable(repo.shipped, true);
  await repo.ok('update');
  expect(bits(repo.root, 'run.sh')).toBe('644');
  expect(repo.read('run.sh')).toBe('#!/bin/bash\n');
  await repo.ok('undo');
  expect(bits(repo.root, 'run.sh')).toBe('644');
});

test('binary files, CRLF and a missing last newline are carried byte for byte', async () => {
  const { root } = await made();
  for (const path of ['all.bin', 'windows.bat', 'no-end.txt'])
    expect(Buffer.compare(readFileSync(join(root, path)), Buffer.from(CATALOG[`base/files/${path}` as keyof typeof CATALOG])), path).toBe(
      0,
    );
});

test('a binary file is updated while it is untouched', async () => {
  const repo = await made();
  const next = Uint8Array.from([...EVERY_BYTE, 0]);
  repo.release({ 'base/files/all.bin': next });
  await repo.ok('update');
  expect(new Uint8Array(readFileSync(join(repo.root, 'all.bin')))).toEqual(next);
});

test('a file that the user keeps with CRLF is still ours, and an update keeps its line ends', async () => {
  const repo = await repository(CATALOG);
  repo.write({ 'docs/a.md': 'a\r\n' });
  expect((await repo.run('status', '--json')).json().summary).toEqual({ ours: 6 });
  repo.release({ 'base/files/docs/a.md': 'a\nb\n' });
  await repo.ok('update');
  expect(repo.read('docs/a.md')).toBe('a\r\nb\r\n');
});

test('no file of a run keeps a second name: an edit in place changes one file only', async () => {
  const repo = await made();
  repo.release({ 'base/files/docs/a.md': 'newer\n' });
  await repo.ok('update');
  const files = readdirSync(join(repo.root, 'docs'));
  expect(files.map((name) => statSync(join(repo.root, 'docs', name)).nlink)).toEqual(files.map(() => 1));
});
