import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { folder, run, write } from '../support/run.ts';
import { open, repository } from '../support/repository.ts';
import { snapshot, texts } from '../support/snapshot.ts';

const CATALOG = {
  'base/component.yaml': 'title: Base\n',
  'base/files/a.md': 'a\n',
  'base/files/docs/[service].md.hbs': '<% service.name %>\n',
};

test('after a create into a new folder: the folder is gone', async () => {
  const repo = await repository(CATALOG);
  const { code } = await run(['undo', '-C', 'acme'], { cwd: dirname(repo.root) });
  expect(code).toBe(0);
  expect(existsSync(repo.root)).toBe(false);
});

// Not yet: the journal of a fresh create does not name the parents that it made.
test('after a create into a new folder below new folders: those are gone too', async () => {
  const { shipped } = await repository(CATALOG);
  const cwd = folder();
  await run(['teams/platform/acme', '--yes', '--catalog', shipped], { cwd });
  expect((await run(['undo', '-C', 'teams/platform/acme'], { cwd })).code).toBe(0);
  expect(snapshot(cwd)).toEqual({});
});

test('after a create among files of others: theirs are as they were', async () => {
  const { shipped } = await repository(CATALOG);
  const root = folder();
  write(root, { 'src/main.c': 'int main;\n', 'a.md': 'a\n' });
  const before = snapshot(root);
  expect((await run(['--yes', '--name', 'acme', '--catalog', shipped], { cwd: root })).code).toBe(0);
  await open(root, shipped).ok('undo');
  expect(snapshot(root)).toEqual(before);
});

test('a folder that the run made goes with its last file; one of theirs stays', async () => {
  const repo = await repository(CATALOG);
  await repo.ok('remove', 'service', 'api');
  expect(repo.has('docs')).toBe(false);
  await repo.ok('undo');
  expect(repo.read('docs/api.md')).toBe('api\n');
});

test('refused with 4 and the list when a touched file changed since', async () => {
  const repo = await repository(CATALOG);
  await repo.ok('add', 'service', 'billing');
  repo.write({ 'docs/billing.md': 'edited\n' });
  const before = snapshot(repo.root);
  const { code, err } = await repo.run('undo');
  expect(code).toBe(4);
  expect(err).toMatch(/docs\/billing\.md.*\n.*use git/);
  expect(snapshot(repo.root)).toEqual(before);
});

test('a file that the run did not touch may have changed', async () => {
  const repo = await repository(CATALOG);
  const stack = repo.read('devops-stack.yaml');
  await repo.ok('add', 'service', 'billing');
  repo.write({ 'a.md': 'edited\n' });
  await repo.ok('undo');
  expect(repo.read('a.md')).toBe('edited\n');
  expect(repo.read('devops-stack.yaml')).toBe(stack);
});

test('one run only: there is no second step back', async () => {
  const repo = await repository(CATALOG);
  await repo.ok('add', 'service', 'billing');
  await repo.ok('undo');
  const before = snapshot(repo.root);
  const { code, err } = await repo.run('undo');
  expect(code).toBe(4);
  expect(err).toContain('git');
  expect(snapshot(repo.root)).toEqual(before);
});

test('nothing to do is no run: undo still restores the run before it', async () => {
  const repo = await repository(CATALOG);
  const before = texts(repo.root);
  await repo.ok('add', 'service', 'billing');
  await repo.ok('update');
  await repo.ok('undo');
  expect(texts(repo.root)).toEqual(before);
});

test('--dry-run says the same and writes nothing', async () => {
  const repo = await repository(CATALOG);
  await repo.ok('add', 'service', 'billing');
  const before = snapshot(join(repo.root, 'docs'));
  const shown = (await repo.run('undo', '--dry-run', '--json')).json();
  expect(snapshot(join(repo.root, 'docs'))).toEqual(before);
  expect((await repo.run('undo', '--json')).json()).toEqual(shown);
});
