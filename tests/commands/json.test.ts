import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalog, folder, type Json, run } from '../support/run.ts';
import { type Repository, repository } from '../support/repository.ts';
import { snapshot } from '../support/snapshot.ts';

const CATALOG = {
  'github/component.yaml': 'title: GitHub\nwhen: { ci: github-actions }\ndecision: { number: 501, because: near }\n',
  'gitlab/component.yaml': 'title: GitLab\nwhen: { ci: gitlab-ci }\ndecision: { number: 502, because: far }\n',
  'base/component.yaml': 'title: Base\n',
  'base/files/a.md': 'one\ntwo\nthree\n',
  'base/files/b.md': 'b\n',
  'base/files/ci.txt.hbs': '<% ci %>\n',
  'base/files/services/[service].txt.hbs': '<% service.port %>\n',
  'base/files/adr/[decision].md.hbs': '<% decision.title %>\n',
};

/** Everything at once: an edit that merges, a conflict, a deleted file, a new template, one that went. */
function stir(repo: Repository): void {
  repo.write({ 'a.md': 'ONE\ntwo\nthree\n', 'services/api.txt': 'mine\n' });
  repo.remove('b.md');
  repo.release({
    'base/files/a.md': 'one\ntwo\nTHREE\n',
    'base/files/b.md': 'newer\n',
    'base/files/c.md': 'c\n',
    'base/files/services/[service].txt.hbs': 'port <% service.port %>\n',
  });
}

const EDITS: (readonly string[])[] = [
  ['update'],
  ['update', '--conflicts=mine'],
  ['update', '--conflicts=theirs'],
  ['update', 'a.md', 'b.md'],
  ['add', 'service', 'billing', '--port', '7000'],
  ['add', 'environment', 'preview'],
  ['remove', 'service', 'api'],
  ['set', 'ci=gitlab-ci', '--because', 'we moved'],
];

const modeAt = (path: string): string => ((statSync(path).mode & 0o100) === 0 ? '100644' : '100755');
const hashAt = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Path by path, what was said is what stands there now. */
function agrees({ changes }: Json, root: string): void {
  for (const { path, mode, sha256 } of changes) {
    const full = join(root, path);
    if (sha256 === undefined) expect(existsSync(full), path).toBe(false);
    else expect({ path, mode: modeAt(full), sha256: hashAt(full) }).toEqual({ path, mode, sha256 });
  }
}

describe('the plan is the run', () => {
  test('create into a new folder', async () => {
    const cwd = folder();
    const argv = ['acme', '--yes', '--catalog', catalog(CATALOG), '--json'];
    const shown = await run([...argv, '--dry-run'], { cwd });
    expect(snapshot(cwd)).toEqual({});
    const done = await run(argv, { cwd });
    expect(shown.out).toBe(done.out);
    agrees(done.json(), join(cwd, 'acme'));
  });

  test.each(EDITS.map((argv) => ({ line: argv.join(' '), argv })))('$line', async ({ argv }) => {
    const repo = await repository(CATALOG);
    stir(repo);
    const before = snapshot(repo.root);
    const shown = await repo.run(...argv, '--json', '--dry-run');
    expect(snapshot(repo.root)).toEqual(before);
    const done = await repo.run(...argv, '--json');
    expect(shown.out).toBe(done.out);
    expect(shown.code).toBe(done.code);
    agrees(done.json(), repo.root);
  });
});

describe('shape', () => {
  const KINDS = ['create', 'update', 'merge', 'conflict', 'same', 'kept', 'removed', 'delete', 'orphan'];

  test('one object on standard output, nothing else anywhere', async () => {
    const repo = await repository(CATALOG);
    stir(repo);
    const { out, err, json } = await repo.run('update', '--json');
    expect(err).toBe('');
    expect(out.match(/\n/g)).toHaveLength(1);
    expect(Object.keys(json())).toEqual(['format', 'command', 'changes', 'summary', 'conflicts', 'warnings']);
    expect(json()).toMatchObject({ format: 1, command: 'update', conflicts: ['services/api.txt'], warnings: [] });
  });

  test('a change has its path, kind, mode, hash, component and reason; the summary counts them', async () => {
    const repo = await repository(CATALOG);
    stir(repo);
    const { changes, summary } = (await repo.run('update', '--json')).json();
    for (const change of changes)
      expect(change).toEqual({
        path: expect.any(String),
        change: expect.toSatisfy((kind: string) => KINDS.includes(kind)),
        reason: expect.any(String),
        ...(change.sha256 !== undefined && {
          mode: expect.stringMatching(/^100(644|755)$/),
          sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        }),
        ...('component' in change && { component: expect.any(String) }),
      });
    expect(summary).toMatchObject({ create: 1, merge: 1, conflict: 1, removed: 1 });
    expect(Object.values(summary).reduce((sum, count) => sum + count, 0)).toBe(changes.length);
    expect(changes.map(({ path }) => path)).toEqual([...new Set(changes.map(({ path }) => path))]);
  });

  test('nothing to do, remembered or not, is an object too', async () => {
    const repo = await repository(CATALOG);
    const { json } = await repo.run('update', '--json');
    expect(Object.keys(json().summary)).toEqual(['same']);
  });

  test.each(['status', 'check', 'list', 'diff', 'undo', 'explain a.md'])('%s', async (words) => {
    const repo = await repository(CATALOG);
    const { out, err, json } = await repo.run(...words.split(' '), '--json');
    expect(err).toBe('');
    expect(out.match(/\n/g)).toHaveLength(1);
    expect(json()).toMatchObject({ format: 1, command: words.split(' ')[0] });
  });
});
