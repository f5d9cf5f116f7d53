import { renameSync, symlinkSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalog, run } from '../support/run.ts';
import { repository } from '../support/repository.ts';
import { snapshot, texts } from '../support/snapshot.ts';

const CATALOG = {
  'base/component.yaml': 'title: Base\nonce: [own/start.txt]\n',
  'base/files/own/start.txt': 'start\n',
  'base/files/docs/a.md': 'one\ntwo\nthree\nfour\nfive\n',
  'base/files/docs/b.md': 'b\n',
  'base/files/c.md': 'c\n',
};

test('with nothing to do it says so and writes nothing', async () => {
  const repo = await repository(CATALOG);
  const before = snapshot(repo.root);
  expect(await repo.ok('update')).toBe('  Nothing to do.\n');
  expect(snapshot(repo.root)).toEqual(before);
});

test('an edit and a change of the template on other lines both stand', async () => {
  const repo = await repository(CATALOG);
  repo.write({ 'docs/a.md': 'ONE\ntwo\nthree\nfour\nfive\n' });
  repo.release({ 'base/files/docs/a.md': 'one\ntwo\nthree\nfour\nFIVE\n' });
  expect(await repo.ok('update')).toMatch(/^ {2}merge +docs\/a\.md .*your edit stays/m);
  expect(repo.read('docs/a.md')).toBe('ONE\ntwo\nthree\nfour\nFIVE\n');
});

test('an edited file whose template stands still is kept, and a plain "kept" has no line', async () => {
  const repo = await repository(CATALOG);
  repo.write({ 'docs/a.md': 'mine\n' });
  expect(await repo.ok('update')).toBe('  Nothing to do.\n');
  expect(repo.read('docs/a.md')).toBe('mine\n');
  expect(await repo.ok('update', '--verbose')).toMatch(/^ {2}kept +docs\/a\.md/m);
});

test('a deleted file stays deleted, and is named once its template changes', async () => {
  const repo = await repository(CATALOG);
  repo.remove('docs/b.md');
  expect(await repo.ok('update')).not.toContain('docs/b.md');
  repo.release({ 'base/files/docs/b.md': 'newer\n' });
  expect(await repo.ok('update')).toMatch(/^ {2}removed +docs\/b\.md .*you deleted it; the template changed it; still deleted/m);
  expect(repo.has('docs/b.md')).toBe(false);
});

test('a file that the plan no longer has goes; an edited one is left to them and named', async () => {
  const repo = await repository(CATALOG);
  repo.write({ 'docs/a.md': 'mine\n' });
  repo.release({ 'base/files/docs/a.md': null, 'base/files/docs/b.md': null });
  const out = await repo.ok('update');
  expect(out).toMatch(/^ {2}delete +docs\/b\.md$/m);
  expect(out).toMatch(/^ {2}orphan +docs\/a\.md .*yours/m);
  expect(texts(repo.root)).toMatchObject({ 'docs/a.md': 'mine\n' });
  expect(await repo.ok('update')).toBe('  Nothing to do.\n');
});

test.each([['docs/a.md'], ['./docs/a.md'], ['docs/a.md', 'docs/b.md'], ['docs'], ['docs/']])(
  'update %s writes as planned, over edits and deletions, and nothing else; undo brings them back',
  async (...paths) => {
    const repo = await repository(CATALOG);
    repo.write({ 'docs/a.md': 'mine\n', 'c.md': 'mine too\n' });
    repo.remove('docs/b.md');
    const before = texts(repo.root);
    const all = paths.length > 1 || (paths[0]!.startsWith('docs') && !paths[0]!.endsWith('.md'));
    await repo.ok('update', ...paths);
    expect(repo.read('docs/a.md')).toBe(CATALOG['base/files/docs/a.md']);
    expect(repo.has('docs/b.md')).toBe(all);
    expect(repo.read('c.md')).toBe('mine too\n');
    await repo.ok('undo');
    expect(texts(repo.root)).toEqual(before);
  },
);

test('a named path is written even where it is written once', async () => {
  const repo = await repository(CATALOG);
  repo.write({ 'own/start.txt': 'mine\n' });
  await repo.ok('update', 'own/start.txt');
  expect(repo.read('own/start.txt')).toBe('start\n');
});

test('a path that is none of ours is exit 2 and nothing is written', async () => {
  const repo = await repository(CATALOG);
  const before = snapshot(repo.root);
  const { code, err } = await repo.run('update', 'docs/zzz.md');
  expect(code).toBe(2);
  expect(err).toContain('create-devops-stack status');
  expect(snapshot(repo.root)).toEqual(before);
});

test('entries of the changelog between two versions are for the version that wrote the lock', async () => {
  const repo = await repository(CATALOG);
  repo.write({ 'devops-stack.lock': repo.read('devops-stack.lock').replace(/lock 1 \S+/, 'lock 1 0.0.1') });
  const { code, err } = await repo.run('update');
  expect(code).toBe(0);
  expect(err).toMatch(/^ {2}0\.0\.1 → \d+\.\d+\.\d+\S* for this stack$/m);
  expect((await repo.run('update')).err).toBe('');
});

test('a path is taken from where one stands; with -C, from the repository', async () => {
  const repo = await repository(CATALOG);
  for (const [cwd, ...argv] of [
    [join(repo.root, 'docs'), 'update', '-C', '..', 'docs/a.md'],
    [repo.root, 'update', 'docs/a.md'],
    [dirname(repo.root), 'update', '-C', 'acme', 'docs/a.md'],
  ] as const) {
    repo.write({ 'docs/a.md': 'mine\n' });
    const { code, err } = await run(argv, { cwd });
    expect(code, err).toBe(0);
    expect(repo.read('docs/a.md')).toBe(CATALOG['base/files/docs/a.md']);
  }
});

describe('nothing to do is said only where it is so', () => {
  const nothing = 'Nothing to do.';

  test('after a run with other catalogs', async () => {
    const repo = await repository(CATALOG);
    const other = catalog({ 'base/component.yaml': 'title: Base\n', 'base/files/other.md': 'other\n' });
    await repo.run('update', '--catalog', other);
    expect(await repo.ok('update')).not.toContain(nothing);
  });

  test('where a folder has become a link', async () => {
    const repo = await repository(CATALOG);
    expect(await repo.ok('update')).toContain(nothing);
    renameSync(join(repo.root, 'docs'), join(repo.root, 'd2'));
    symlinkSync('d2', join(repo.root, 'docs'));
    expect((await repo.run('update')).code).toBe(4);
  });
});

test('a catalog on the command line lies where the user stands', async () => {
  const repo = await repository(CATALOG);
  const { code, err } = await run(['status', '-C', repo.root, '--catalog', basename(repo.shipped)], { cwd: dirname(repo.shipped) });
  expect(code, err).toBe(0);
});
