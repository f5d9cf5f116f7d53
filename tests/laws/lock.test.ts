import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { giveText, type LockEntry, readLock, writeLock } from '../../src/core/lock.ts';
import { folder, run } from '../support/run.ts';
import { smallCatalog } from '../support/small.ts';
import { tree } from '../support/tree.ts';

const entry = (path: string, text: string, more: Partial<LockEntry> = {}): [string, LockEntry] => [
  path,
  { path, bases: [giveText({ bytes: new TextEncoder().encode(text) }, '100644')], removed: false, conflict: null, ...more },
];
const VERSION = '1.2.3';

describe('the lock as text', () => {
  const entries = new Map([entry('b.md', 'b'), entry('a b/é.md', 'a\n', { removed: true }), entry('c', '', { conflict: 'markers' })]);
  const text = writeLock({ version: VERSION, entries });

  test('reads back what was written, sorted by path, byte for byte', () => {
    const read = readLock(text, VERSION);
    expect([...read.entries.keys()]).toEqual(['a b/é.md', 'b.md', 'c']);
    expect(writeLock(read)).toBe(text);
    expect(new TextDecoder().decode(read.entries.get('b.md')!.bases[0].bytes())).toBe('b');
    expect([read.entries.get('a b/é.md')!.removed, read.entries.get('c')!.conflict]).toEqual([true, 'markers']);
  });

  test('takes several lines, conflict markers and a header anywhere', () => {
    const other = writeLock({ version: '1.2.0', entries: new Map([entry('b.md', 'B')]) });
    const read = readLock(`<<<<<<< HEAD\n${text}=======\n${other}>>>>>>> branch\n`, VERSION);
    expect([read.version, read.entries.get('b.md')!.bases.length]).toEqual([VERSION, 2]);
    expect(writeLock(read).match(/^b\.md/gm)).toHaveLength(1);
  });

  test('refuses a newer one, names the line of a damaged one, and knows a changed text', () => {
    expect(() => readLock(text, '1.2.2')).toThrow('written by create-devops-stack 1.2.3; this is 1.2.2');
    expect(() => readLock(text.replace('100644', '100600'), VERSION)).toThrow('line 2 is no entry');
    expect(() => readLock('', VERSION)).toThrow('no header');
    const line = text.split('\n')[1]!;
    const forged = text.replace(
      line,
      line.replace(/\t[^\t]*$/, `\t${giveText({ bytes: new TextEncoder().encode('forged') }, '100644').packed()}`),
    );
    expect(() => readLock(forged, VERSION).entries.get('a b/é.md')!.bases[0].bytes()).toThrow('line 2 is not the one that was given');
  });

  test('1,000 files are read in tens of milliseconds', () => {
    const many = writeLock({
      version: VERSION,
      entries: new Map(Array.from({ length: 1000 }, (_, i) => entry(`services/s${i}/main.md`, `${'line\n'.repeat(100)}${i}`))),
    });
    readLock(many, VERSION);
    const started = performance.now();
    readLock(many, VERSION);
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe('two branches that each add a service', () => {
  const git = (cwd: string, ...argv: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', '-c', 'commit.gpgsign=false', ...argv], {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  const catalog = smallCatalog({
    'base/git/component.yaml': 'title: Git\n',
    'base/git/files/.gitattributes.hbs': 'devops-stack.lock merge=union -diff linguist-generated\n',
  });

  async function branches(): Promise<string> {
    const root = join(folder(), 'repo');
    await run([root, '--yes', '--catalog', catalog], { cwd: '/' });
    git(root, 'init', '-q', '-b', 'main');
    const commit = (message: string): void => void (git(root, 'add', '-A'), git(root, 'commit', '-qm', message));
    commit('create');
    for (const name of ['billing', 'payments']) {
      git(root, 'checkout', '-qb', name, 'main');
      expect((await run(['add', 'service', name], { cwd: root })).code).toBe(0);
      commit(name);
    }
    return root;
  }

  test.each(['ours', 'theirs'] as const)(
    'the lock merges by itself; both services kept, %s elsewhere; update gives a fresh create',
    async (side) => {
      const root = await branches();
      git(root, 'checkout', '-q', 'billing');
      expect(() => git(root, 'merge', 'payments')).toThrow();
      const unmerged = git(root, 'diff', '--name-only', '--diff-filter=U').trim().split('\n');
      expect(unmerged).not.toContain('devops-stack.lock');
      expect(unmerged).toContain('devops-stack.yaml');
      for (const path of unmerged.filter((one) => one !== 'devops-stack.yaml')) git(root, 'checkout', `--${side}`, path);
      const stack = readFileSync(join(root, 'devops-stack.yaml'), 'utf8').replace(/^(<<<<<<<|=======|>>>>>>>).*\n/gm, '');
      writeFileSync(join(root, 'devops-stack.yaml'), stack);
      expect((await run(['update'], { cwd: root })).code).toBe(0);
      const status = await run(['status'], { cwd: root });
      expect(status.out).toMatch(/^ {2}\d+ ours\n$/);
      const copy = join(folder(), 'stack.yaml');
      writeFileSync(copy, stack);
      const other = join(folder(), 'other');
      expect((await run([other, '--from', copy], { cwd: '/' })).code).toBe(0);
      expect(tree(root)).toEqual(tree(other));
    },
  );
});
