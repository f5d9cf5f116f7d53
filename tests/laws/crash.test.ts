import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faulty } from '../support/dying.ts';
import { buildKiller } from '../support/killer.ts';
import { folder, run } from '../support/run.ts';
import { smallCatalog } from '../support/small.ts';
import { tree } from '../support/tree.ts';

// Law 4: after a kill, a full disk or an error the tree is before or after, never between, and nothing is left lying about.

let catalog = '';
let killer = '';
let model = '';
let before: Record<string, string> = {};
let after: Record<string, string> = {};
const EDIT = ['add', 'service', 'payments'];

beforeAll(async () => {
  catalog = smallCatalog();
  killer = await buildKiller();
  model = join(folder(), 'repo');
  await run([model, '--yes', '--catalog', catalog], { cwd: '/' });
  writeFileSync(join(model, 'README.md'), `mine\n${readFileSync(join(model, 'README.md'), 'utf8')}`);
  before = tree(model);
  const copy = clone();
  expect((await run(EDIT, { cwd: copy })).code).toBe(0);
  after = tree(copy);
  expect(after).not.toEqual(before);
});

afterAll(() => rmSync(dirname(killer), { recursive: true }));

function clone(): string {
  const copy = join(folder(), 'repo');
  cpSync(model, copy, { recursive: true, preserveTimestamps: true });
  return copy;
}

const steps = async (argv: readonly string[], cwd: string): Promise<number> => {
  const { disk, count } = faulty({ at: Infinity, how: 'power cut' });
  await run(argv, { cwd, disk });
  return count();
};

/** Working state that a finished run may leave. */
const residue = (root: string): string[] =>
  Object.keys(tree(join(root, '.devops-stack'), [])).filter((path) => !/^(\.gitignore|seen\.json|undo\/)/.test(path));

describe('an edit of an existing repository', () => {
  test('a power cut at every single step', async () => {
    const total = await steps(EDIT, clone());
    expect(total).toBeGreaterThan(20);
    const seen = new Set<string>();
    for (let at = 1; at <= total; at++) {
      const root = clone();
      await run(EDIT, { cwd: root, disk: faulty({ at, how: 'power cut' }).disk });
      const { code } = await run(['status'], { cwd: root });
      expect([at, code]).toEqual([at, 0]);
      const now = tree(root);
      seen.add(JSON.stringify(now) === JSON.stringify(before) ? 'before' : 'after');
      if (JSON.stringify(now) !== JSON.stringify(before)) expect([at, now]).toEqual([at, after]);
      expect([at, residue(root)]).toEqual([at, []]);
    }
    expect([...seen].toSorted()).toEqual(['after', 'before']);
  });

  test('a full disk at every single step leaves everything as it was, or done', async () => {
    const total = await steps(EDIT, clone());
    for (let at = 1; at <= total; at++) {
      const root = clone();
      const { code, err } = await run(EDIT, { cwd: root, disk: faulty({ at, how: 'disk full' }).disk });
      expect([at, code === 0 ? tree(root) : undefined]).toEqual([at, code === 0 ? after : undefined]);
      if (code === 0) continue;
      expect([at, code, tree(root)]).toEqual([at, 1, before]);
      expect(err).toMatch(/disk is full/);
      expect([at, residue(root)]).toEqual([at, []]);
    }
  });

  test('a power cut at every step of a removal leaves no empty folder', async () => {
    const removal = ['remove', 'service', 'api'];
    const whole = clone();
    const total = await steps(removal, whole);
    for (let at = 1; at <= total; at++) {
      const root = clone();
      await run(removal, { cwd: root, disk: faulty({ at, how: 'power cut' }).disk });
      await run(['status'], { cwd: root });
      const now = tree(root);
      if (JSON.stringify(now) !== JSON.stringify(before)) expect([at, now]).toEqual([at, tree(whole)]);
    }
  });

  test('SIGKILL at 20 random moments', async () => {
    const total = await steps(EDIT, clone());
    for (let round = 0; round < 20; round++) {
      const at = 1 + Math.floor(Math.random() * total);
      const root = clone();
      const child = spawnSync(process.execPath, [killer, String(at), root, ...EDIT]);
      expect([at, child.signal]).toEqual([at, 'SIGKILL']);
      const { code } = await run(['status'], { cwd: root });
      const now = tree(root);
      expect([at, code]).toEqual([at, 0]);
      if (JSON.stringify(now) !== JSON.stringify(before)) expect([at, now]).toEqual([at, after]);
      expect([at, residue(root)]).toEqual([at, []]);
    }
  });

  test('an interrupted run says how it ended, and a dry run names status', async () => {
    const root = clone();
    const total = await steps(EDIT, clone());
    await run(EDIT, { cwd: root, disk: faulty({ at: total - 8, how: 'power cut' }).disk });
    expect(existsSync(join(root, '.devops-stack/stage'))).toBe(true);
    const dry = await run(['update', '--dry-run'], { cwd: root });
    expect([dry.code, dry.err]).toEqual([4, expect.stringContaining('create-devops-stack status')]);
    expect((await run(['status'], { cwd: root })).err).toContain('An interrupted add has been finished.');
  });

  test('a file edited between the crash and the next run is not lost', async () => {
    const total = await steps(EDIT, clone());
    const root = clone();
    for (let at = 1; at <= total; at++) {
      await run(EDIT, { cwd: root, disk: faulty({ at, how: 'power cut' }).disk });
      if (existsSync(join(root, '.devops-stack/stage/journal.json'))) break;
      await run(['status'], { cwd: root });
    }
    writeFileSync(join(root, 'README.md'), 'written after the crash\n');
    const { err } = await run(['status'], { cwd: root });
    expect(err).toContain('rolled back, since README.md changed in between');
    expect(readFileSync(join(root, 'README.md'), 'utf8')).toBe('written after the crash\n');
    expect({ ...tree(root), 'README.md': '' }).toEqual({ ...before, 'README.md': '' });
  });
});

describe('a create into a folder that does not exist', () => {
  const argv = (root: string): string[] => [root, '--yes', '--catalog', catalog];

  test('a power cut at every step: no folder or the whole one, and the next run clears the rest', async () => {
    const whole = join(folder(), 'repo');
    const total = await steps(argv(whole), '/');
    for (let at = 1; at <= total; at++) {
      const parent = folder();
      const root = join(parent, 'repo');
      await run(argv(root), { cwd: '/', disk: faulty({ at, how: 'power cut' }).disk });
      const there = existsSync(root);
      if (there) expect([at, tree(root)]).toEqual([at, tree(whole)]);
      await run(['status', '-C', root], { cwd: '/' });
      expect([at, Object.keys(tree(parent)).filter((path) => !path.startsWith('repo'))]).toEqual([at, []]);
    }
  });

  test('a full disk at every step: nothing is left', async () => {
    const model = join(folder(), 'repo');
    const total = await steps(argv(model), '/');
    const whole = tree(model);
    for (let at = 1; at <= total + 1; at++) {
      const parent = folder();
      const { code } = await run(argv(join(parent, 'a/repo')), { cwd: '/', disk: faulty({ at, how: 'disk full' }).disk });
      if (code === 0) expect([at, tree(join(parent, 'a/repo'))]).toEqual([at, whole]);
      else expect([at, code, tree(parent, [])]).toEqual([at, 1, {}]);
    }
  });

  test('an error in the last template writes nothing', async () => {
    const parent = folder();
    const broken = smallCatalog({ 'zzz/last/component.yaml': 'title: Z\n', 'zzz/last/files/z.md.hbs': '<% name %>\n<% nope %>\n' });
    const { code, err } = await run([join(parent, 'repo'), '--yes', '--catalog', broken], { cwd: '/' });
    expect([code, tree(parent, [])]).toEqual([2, {}]);
    expect(err).toMatch(/zzz\/last\/files\/z\.md\.hbs:2:4: nope is not in scope/);
  });
});

describe('one run at a time', () => {
  const startOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19]!;
  const mark = (root: string, text: string): void => {
    mkdirSync(join(root, '.devops-stack'), { recursive: true });
    writeFileSync(join(root, '.devops-stack/running'), text);
  };

  test.skipIf(!existsSync('/proc/self/stat'))('a live run refuses another', async () => {
    const root = clone();
    mark(root, `${process.ppid} ${startOf(process.ppid)}`);
    const { code, err } = await run(EDIT, { cwd: root });
    expect([code, err]).toEqual([4, expect.stringContaining(`process ${process.ppid}`)]);
    expect(tree(root)).toEqual(before);
  });

  test('a number that another process has by now does not pass for the run', async () => {
    const root = clone();
    mark(root, `${process.ppid} 1`);
    expect((await run(EDIT, { cwd: root })).code).toBe(0);
    expect(tree(root)).toEqual(after);
  });

  test('what a live run is about to mark with stays, what a dead one left goes', async () => {
    const root = clone();
    mark(root, '');
    const part = (pid: number): string => join(root, `.devops-stack/running.${pid}.part`);
    for (const pid of [process.ppid, spawnSync('true').pid]) writeFileSync(part(pid), 'x');
    expect((await run(['check'], { cwd: root })).code).toBe(0);
    expect(residue(root)).toEqual([expect.stringContaining(`running.${process.ppid}.part`)]);
  });

  test('the mark of a dead process is taken over', async () => {
    const root = clone();
    mark(root, `${spawnSync('true').pid} 1`);
    expect((await run(EDIT, { cwd: root })).code).toBe(0);
    expect(residue(root)).toEqual([]);
  });

  test('two runs at once: both end, and the repository holds what the winners did', async () => {
    const root = clone();
    const both = await Promise.all(['one', 'two'].map((name) => childRun(['add', 'service', name], root)));
    expect(both.every((code) => code === 0 || code === 4)).toBe(true);
    expect(both).toContain(0);
    const { code, out } = await run(['status'], { cwd: root });
    expect([code, out]).toEqual([0, expect.not.stringContaining('conflict')]);
    const stack = readFileSync(join(root, 'devops-stack.yaml'), 'utf8');
    expect(both.map((exit, index) => exit === 0 && stack.includes(`${['one', 'two'][index]}:`))).toEqual(both.map((exit) => exit === 0));
  });

  test('two creates of one folder at once: one makes it whole, the other is turned away', async () => {
    const parent = folder();
    const both = await Promise.all([1, 2].map(() => childRun([join(parent, 'repo'), '--yes', '--catalog', catalog], parent)));
    expect(both.toSorted()).toEqual([0, 4]);
    expect((await run(['check', '-C', join(parent, 'repo')], { cwd: '/' })).code).toBe(0);
    expect(readdirSync(parent)).toEqual(['repo']);
  });
});

async function childRun(argv: readonly string[], cwd: string): Promise<number> {
  return new Promise((done) => spawn(process.execPath, [killer, '0', cwd, ...argv]).on('exit', (code) => done(code ?? -1)));
}

describe('the fence', () => {
  test.each([
    ['../out.txt', 'leaves the repository'],
    ['a/../../out.txt', 'leaves the repository'],
    ['.git/hooks/pre-commit', 'not for files of a component'],
    ['.devops-stack/x', 'not for files of a component'],
    ['devops-stack.lock', 'not for files of a component'],
    ['docs/con.md', 'some file systems cannot hold'],
    ['docs/a:b.md', 'some file systems cannot hold'],
    ['docs/trailing.', 'some file systems cannot hold'],
  ])('%s is refused', async (path, message) => {
    const { fence } = await import('../../src/core/fence.ts');
    expect(() => fence(path, 'area/one')).toThrow(message);
  });

  test('paths that differ only in case, and a file where another has a folder, are refused', async () => {
    const parent = folder();
    for (const files of [
      { 'a/files/docs/One.md': '', 'b/files/docs/one.md': '' },
      { 'a/files/docs/One.md': '', 'b/files/Docs/two.md': '' },
      { 'a/files/docs': '', 'b/files/docs/two.md': '' },
    ]) {
      const clashing = smallCatalog({ 'a/component.yaml': 'title: A\n', 'b/component.yaml': 'title: B\n', ...files });
      const { code, err } = await run([join(parent, 'repo'), '--yes', '--catalog', clashing], { cwd: '/' });
      expect([code, err]).toEqual([4, expect.stringContaining('cannot stand side by side')]);
    }
    expect(tree(parent, [])).toEqual({});
  });

  test('a link above our path is refused, a file there too', async () => {
    const out = folder();
    const root = clone();
    const aside = join(folder(), 'services');
    cpSync(join(root, 'services'), aside, { recursive: true });
    spawnSync('rm', ['-r', join(root, 'services')]);
    symlinkSync(out, join(root, 'services'));
    const { code, err } = await run(EDIT, { cwd: root });
    expect([code, err]).toEqual([4, expect.stringContaining('services is a link')]);
    expect(tree(out, [])).toEqual({});
  });

  test('a file where we need a folder is refused', async () => {
    const parent = folder();
    const root = join(parent, 'repo');
    mkdirSync(root);
    writeFileSync(join(root, 'terraform'), 'a file');
    const { code, err } = await run([root, '--yes', '--catalog', catalog], { cwd: '/' });
    expect([code, err]).toEqual([4, expect.stringContaining('terraform is a file')]);
    expect(Object.keys(tree(root, []))).toEqual(['terraform']);
  });

  test('an existing name that differs only in case is refused', async () => {
    const root = folder();
    writeFileSync(join(root, 'readme.md'), 'theirs');
    const { code, err } = await run([root, '--yes', '--name', 'x', '--catalog', catalog], { cwd: '/' });
    expect([code, err]).toEqual([4, expect.stringContaining('readme.md stands where README.md should go')]);
    expect(Object.keys(tree(root, []))).toEqual(['readme.md']);
  });
});
