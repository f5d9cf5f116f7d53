import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Repository, repository } from '../support/repository.ts';
import { snapshot, texts } from '../support/snapshot.ts';

const PICTURE = Uint8Array.from([137, 80, 78, 71, 0, 255, 254, 1]);
const CATALOG = {
  'base/component.yaml': 'title: Base\n',
  'base/files/a.md': 'one\ntwo\nthree\n',
  'base/files/b.md': 'b\n',
  'base/files/values.yaml': 'a: 1\nb: 2\n',
  'base/files/picture.png': PICTURE,
};

/** You and the template changed the same line. */
async function disputed(): Promise<Repository> {
  const repo = await repository(CATALOG);
  repo.write({ 'a.md': 'one\nMINE\nthree\n' });
  repo.release({ 'base/files/a.md': 'one\nOURS\nthree\n' });
  return repo;
}

const inConflict = async (repo: Repository): Promise<readonly string[]> => (await repo.run('status', '--json')).json().conflicts;

test('markers: ordinary ones, exit 3, and the line is named', async () => {
  const repo = await disputed();
  const { code, out, err } = await repo.run('update');
  expect(code).toBe(3);
  expect(out).toMatch(/^ {2}conflict +a\.md:2 /m);
  expect(err).toMatch(/1 conflict: edit the marked lines/);
  expect(repo.read('a.md')).toMatch(/^one\n<<<<<<<[^\n]*\nMINE\n(\|{7}[^\n]*\ntwo\n)?=======\nOURS\n>>>>>>>[^\n]*\nthree\n$/);
});

test('an open conflict is listed by status, which exits 0, and makes later writing runs exit 3 until it is resolved', async () => {
  const repo = await disputed();
  await repo.run('update');
  expect(await repo.ok('status')).toMatch(/^ {2}in conflict +a\.md$/m);
  expect((await repo.run('update')).code).toBe(3);
  expect((await repo.run('add', 'service', 'billing')).code).toBe(3);
  const check = await repo.run('check');
  expect({ code: check.code, out: check.out }).toEqual({ code: 2, out: expect.stringContaining('a.md: in conflict.') });
  repo.write({ 'a.md': 'one\nBOTH\nthree\n' });
  expect((await repo.run('update')).code).toBe(0);
  expect(await inConflict(repo)).toEqual([]);
  expect(repo.read('a.md')).toBe('one\nBOTH\nthree\n');
});

test('mine: the file stays, ours is beside it, and deleting that one resolves', async () => {
  const repo = await disputed();
  expect((await repo.run('update', '--conflicts=mine')).code).toBe(3);
  expect(texts(repo.root)).toMatchObject({ 'a.md': 'one\nMINE\nthree\n', 'a.md.devops-stack-new': 'one\nOURS\nthree\n' });
  expect(await inConflict(repo)).toEqual(['a.md']);
  expect((await repo.run('update')).code).toBe(3);
  repo.remove('a.md.devops-stack-new');
  expect((await repo.run('update')).code).toBe(0);
  expect(await inConflict(repo)).toEqual([]);
  expect(repo.read('a.md')).toBe('one\nMINE\nthree\n');
});

test('theirs: the text of the template is taken, which is said, and nothing stays open', async () => {
  const repo = await disputed();
  const { code, out } = await repo.run('update', '--conflicts=theirs');
  expect(code).toBe(3);
  expect(out).toMatch(/^ {2}conflict +a\.md .*the template's text was taken/m);
  expect(repo.read('a.md')).toBe('one\nOURS\nthree\n');
  expect((await repo.run('update')).code).toBe(0);
});

test.each(['markers', 'mine', 'theirs'])('undo after %s restores every byte, the file beside too', async (how) => {
  const repo = await disputed();
  const before = texts(repo.root);
  await repo.run('update', `--conflicts=${how}`);
  await repo.ok('undo');
  expect(texts(repo.root)).toEqual(before);
});

test('update <path> settles a conflict for the template and takes away the file beside', async () => {
  const repo = await disputed();
  await repo.run('update', '--conflicts=mine');
  await repo.ok('update', 'a.md');
  expect(texts(repo.root)).toMatchObject({ 'a.md': 'one\nOURS\nthree\n' });
  expect(repo.has('a.md.devops-stack-new')).toBe(false);
  expect(await inConflict(repo)).toEqual([]);
});

test('a binary file that both sides changed keeps their bytes and puts ours beside it', async () => {
  const repo = await repository(CATALOG);
  const [mine, ours] = [Uint8Array.from([...PICTURE, 1]), Uint8Array.from([...PICTURE, 2])];
  repo.write({ 'picture.png': mine });
  repo.release({ 'base/files/picture.png': ours });
  expect((await repo.run('update')).code).toBe(3);
  expect(new Uint8Array(readFileSync(join(repo.root, 'picture.png')))).toEqual(mine);
  expect(new Uint8Array(readFileSync(join(repo.root, 'picture.png.devops-stack-new')))).toEqual(ours);
});

test('a clean merge that doubles a key is a conflict', async () => {
  const repo = await repository({ ...CATALOG, 'base/files/values.yaml': 'a: 1\nb: 2\nc: 3\nd: 4\ne: 5\n' });
  repo.write({ 'values.yaml': 'x: mine\na: 1\nb: 2\nc: 3\nd: 4\ne: 5\n' });
  repo.release({ 'base/files/values.yaml': 'a: 1\nb: 2\nc: 3\nd: 4\ne: 5\nx: ours\n' });
  expect((await repo.run('update')).code).toBe(3);
  expect(await inConflict(repo)).toEqual(['values.yaml']);
});

test('a folder where our file was: kept while the template stands still, else ours goes beside it', async () => {
  const repo = await repository(CATALOG);
  repo.remove('b.md');
  mkdirSync(join(repo.root, 'b.md'));
  await repo.ok('update');
  repo.release({ 'base/files/b.md': 'newer\n' });
  expect((await repo.run('update')).code).toBe(3);
  expect(repo.read('b.md.devops-stack-new')).toBe('newer\n');
});

test('a missing lock with --conflicts judges each file anew', async () => {
  const repo = await repository(CATALOG);
  repo.write({ 'a.md': 'mine\n' });
  repo.remove('devops-stack.lock');
  const { code } = await repo.run('update', '--conflicts=mine');
  expect(code).toBe(3);
  expect(texts(repo.root)).toMatchObject({ 'a.md': 'mine\n', 'a.md.devops-stack-new': 'one\ntwo\nthree\n' });
  expect((await repo.run('status', '--json')).json().summary).toMatchObject({ 'in conflict': 1, ours: 4 });
});

/** What a run leaves that was killed while it staged its files. */
const interrupt = (repo: Repository): void => repo.write({ '.devops-stack/stage/new/0': 'half\n' });

describe('an interrupted run', () => {
  test('--dry-run exits 4, names status and writes nothing', async () => {
    const repo = await repository(CATALOG);
    interrupt(repo);
    const before = snapshot(repo.root);
    const { code, err } = await repo.run('update', '--dry-run');
    expect(code).toBe(4);
    expect(err).toContain('create-devops-stack status');
    expect(snapshot(repo.root)).toEqual(before);
  });

  test.each(['status', 'update', 'diff', 'check', 'list'])('%s settles it first and says so', async (verb) => {
    const repo = await repository(CATALOG);
    interrupt(repo);
    const { code, err } = await repo.run(verb);
    expect(code, err).toBe(0);
    expect(err).toContain('An interrupted run had changed nothing yet');
    expect(repo.has('.devops-stack/stage')).toBe(false);
  });

  test.each(['--help', '--version'])('%s does not look', async (flag) => {
    const repo = await repository(CATALOG);
    interrupt(repo);
    const before = snapshot(repo.root);
    expect((await repo.run(flag)).code).toBe(0);
    expect(snapshot(repo.root)).toEqual(before);
  });
});
