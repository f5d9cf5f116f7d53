import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Repository, repository } from '../support/repository.ts';
import { snapshot } from '../support/snapshot.ts';
import { output } from '../support/tree.ts';

const CATALOG = {
  'base/component.yaml': 'title: Base\nonce: [start.txt]\ndecision: { number: 501, question: Where?, because: it is near }\n',
  'base/files/start.txt': 'start\n',
  'base/files/a.md': 'one\ntwo\nthree\n',
  'base/files/b.md': 'b\n',
  'base/files/c.md.hbs': '<% branch %>\n',
  'base/files/run.sh': 'echo\n',
  'plan/component.yaml': 'title: Capacity\nwhen: { documents: capacity-plan }\n',
  'plan/files/docs/capacity.md': 'how much\n',
  'other/component.yaml': 'title: Other\nwhen: { features: [chaos] }\n',
  'personas/engineer.md':
    '---\nsummary: builds it\ndocuments: [capacity-plan, budget]\ngates: [lint]\nworkflow: [plan, apply]\n---\nText.\n',
};

/** One file in each state. */
async function mixed(): Promise<Repository> {
  const repo = await repository(CATALOG);
  repo.write({ 'a.md': 'ONE\ntwo\nthree\n', 'start.txt': 'mine\n' });
  repo.remove('b.md');
  repo.release({ 'base/files/run.sh': 'echo newer\n' });
  return repo;
}

/** The verbs that only look leave every byte where it is. */
async function looks(repo: Repository, ...argv: string[]) {
  const before = snapshot(repo.root);
  const ran = await repo.run(...argv);
  expect(snapshot(repo.root)).toEqual(before);
  return ran;
}

describe('status', () => {
  test('says of each file whose it is, and counts', async () => {
    const { code, out } = await looks(await mixed(), 'status');
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}edited by you +a\.md$/m);
    expect(out).toMatch(/^ {2}deleted by you +b\.md$/m);
    expect(out).toMatch(/^ {2}yours +start\.txt$/m);
    expect(out).toMatch(/^ {2}stale +run\.sh$/m);
    expect(out).not.toContain('c.md');
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/3 ours/);
  });

  test('--verbose names ours too, and --json has them all', async () => {
    const repo = await mixed();
    expect((await looks(repo, 'status', '--verbose')).out).toMatch(/^ {2}ours +c\.md$/m);
    const { json } = await looks(repo, 'status', '--json');
    expect(json()).toMatchObject({
      format: 1,
      command: 'status',
      summary: { ours: 3, 'edited by you': 1, 'deleted by you': 1, yours: 1, stale: 1 },
      conflicts: [],
      warnings: [],
    });
    expect(json().files).toContainEqual({ path: 'a.md', state: 'edited by you' });
  });

  test('a link or a folder where a file of ours was is an edit', async () => {
    const repo = await repository(CATALOG);
    repo.remove('a.md');
    repo.remove('b.md');
    symlinkSync('c.md', join(repo.root, 'a.md'));
    mkdirSync(join(repo.root, 'b.md'));
    const { json } = await looks(repo, 'status', '--json');
    expect(json().summary).toEqual({ ours: 5, 'edited by you': 2 });
  });

  test('after a state that was remembered, an edit is still seen', async () => {
    const repo = await repository(CATALOG);
    expect(await repo.ok('status')).toBe('  7 ours\n');
    repo.write({ 'a.md': 'edited\n' });
    expect(await repo.ok('status')).toMatch(/edited by you +a\.md/);
  });
});

describe('diff', () => {
  test('is a unified diff of what update would change', async () => {
    const { code, out } = await looks(await mixed(), 'diff');
    expect(code).toBe(0);
    expect(out).toBe('diff --git a/run.sh b/run.sh\n--- a/run.sh\n+++ b/run.sh\n@@ -1,1 +1,1 @@\n-echo\n+echo newer\n');
  });

  test('is empty when there is nothing to do', async () => {
    expect((await looks(await repository(CATALOG), 'diff')).out).toBe('');
  });

  test('with assignments it is what set would change, the stack file too', async () => {
    const { code, out } = await looks(await repository(CATALOG), 'diff', 'branch=trunk');
    expect(code).toBe(0);
    expect(out).toMatch(/^--- a\/c\.md\n\+\+\+ b\/c\.md\n@@ .*\n-main\n\+trunk$/m);
    expect(out).toMatch(/^--- a\/devops-stack\.yaml$/m);
    expect(out).not.toContain('devops-stack.lock');
  });

  test('with paths it is about those only', async () => {
    const { out } = await looks(await repository(CATALOG), 'diff', 'branch=trunk', 'c.md');
    expect(out.match(/^--- /gm)).toHaveLength(1);
  });

  test('a new file and a deleted one have /dev/null on the other side', async () => {
    const repo = await repository(CATALOG);
    repo.release({ 'base/files/new.md': 'new\n', 'base/files/b.md': null });
    const { out } = await looks(repo, 'diff');
    expect(out).toMatch(/^--- \/dev\/null\n\+\+\+ b\/new\.md$/m);
    expect(out).toMatch(/^--- a\/b\.md\n\+\+\+ \/dev\/null$/m);
  });
});

describe('check', () => {
  const complete = { ...CATALOG, 'personas/engineer.md': '---\ndocuments: [capacity-plan]\n---\n' };

  test('exit 0 when stack file, lock and tree agree and every demand has its files', async () => {
    const { code, out } = await looks(await repository(complete), 'check');
    expect({ code, out }).toEqual({ code: 0, out: '  Stack file, lock and tree agree.\n' });
  });

  test('edits are no finding', async () => {
    const repo = await repository(complete);
    repo.write({ 'a.md': 'edited\n' });
    expect((await looks(repo, 'check')).code).toBe(0);
  });

  test.each([
    ['a stale file', (repo: Repository) => repo.release({ 'base/files/b.md': 'newer\n' }), /b\.md: .*update/],
    [
      'an answer that was changed by hand',
      (repo: Repository) =>
        repo.write({ 'devops-stack.yaml': `${repo.read('devops-stack.yaml').replace('branch: main', 'branch: trunk')}` }),
      /c\.md: .*update/,
    ],
    [
      'a demanded document that is missing',
      (repo: Repository) => rmSync(join(repo.root, 'docs/capacity.md')),
      /engineer demands documents: capacity-plan, and docs\/capacity\.md is missing.*update docs\/capacity\.md/,
    ],
  ])('exit 2 on %s, with what to type', async (_, damage, finding) => {
    const repo = await repository(complete);
    damage(repo);
    const { code, out } = await looks(repo, 'check');
    expect(code).toBe(2);
    expect(out).toMatch(finding);
    const { json } = await looks(repo, 'check', '--json');
    expect(json()).toMatchObject({ format: 1, command: 'check', findings: [expect.stringMatching(finding)] });
  });

  test('a demand that no component answers is named', async () => {
    const { code, out } = await looks(await repository(CATALOG), 'check');
    expect(code).toBe(2);
    expect(out).toContain('engineer demands documents: budget, and no component here answers it.');
  });
});

describe('list', () => {
  test('has one line for each thing', async () => {
    const out = await (await repository(CATALOG)).ok('list');
    expect(out).toMatch(/^features\n {2}chaos +chaos experiments\n/m);
    expect(out).toMatch(/^components\n {2}base +Base\n {2}other +Other\n {2}plan +Capacity\n/m);
    expect(out).toMatch(/^personas\n {2}engineer +builds it\n/m);
  });

  test('--json has the same', async () => {
    const { json } = await (await repository(CATALOG)).run('list', '--json');
    expect(json()).toMatchObject({ format: 1, command: 'list', personas: [{ name: 'engineer', text: 'builds it' }] });
  });
});

describe('explain', () => {
  test('a path: whose, why, and how it stands', async () => {
    const repo = await mixed();
    const { out } = await looks(repo, 'explain', 'docs/capacity.md');
    expect(out).toMatch(/from +plan +because documents is capacity-plan/);
    expect(out).toMatch(/persona +engineer demands it \(documents: capacity-plan\)/);
    expect((await looks(repo, 'explain', 'a.md')).out).toMatch(/state +.*edited by you/);
  });

  test('a component', async () => {
    const { out } = await looks(await repository(CATALOG), 'explain', 'component', 'base');
    expect(out).toMatch(/component +Base/);
    expect(out).toMatch(/selected +yes/);
    expect(out).toMatch(/because +it is near/);
    expect(out).toMatch(/files +a\.md\n +b\.md/);
  });

  test('a persona', async () => {
    const { out } = await looks(await repository(CATALOG), 'explain', 'persona', 'engineer');
    expect(out).toMatch(/persona +builds it/);
    expect(out).toMatch(/documents +capacity-plan, budget/);
    expect(out).toMatch(/workflow +plan → apply/);
  });

  test.each([
    ['a.mdd', /did you mean a\.md\?/],
    ['component bsae', /did you mean base\?/],
    ['persona nobody', /Here: engineer/],
  ])('%s is exit 2 with the nearest', async (words, hint) => {
    const { code, err } = await looks(await repository(CATALOG), 'explain', ...words.split(' '));
    expect(code).toBe(2);
    expect(err).toMatch(hint);
  });
});

describe('while an edit by hand waits for --prune', () => {
  test.each(['status', 'diff', 'check'])('%s looks and says so, and nothing but update refuses', async (verb) => {
    const repo = await repository({ ...CATALOG, 'root/component.yaml': 'title: Root\nholds: data\n', 'root/files/[environment].tf': '\n' });
    repo.write({ 'devops-stack.yaml': repo.read('devops-stack.yaml').replace(/^ {2}staging: .*\n/m, '') });
    const { code, err } = await looks(repo, verb);
    expect([code, err]).toEqual([verb === 'check' ? 2 : 0, expect.stringContaining('--prune')]);
    expect((await repo.run('update')).code).toBe(4);
  });
});

describe('diff', () => {
  test('of a path shows what update of that path does', async () => {
    const repo = await mixed();
    expect((await looks(repo, 'diff', 'a.md')).out).toContain('+one');
    expect((await looks(repo, 'diff', 'nope.md')).code).toBe(2);
  });

  test('is a patch that Git takes, with a last line that is blank and with modes', async () => {
    const repo = await repository({ ...CATALOG, 'base/files/d.md': 'a\nb\n\n', 'base/files/gone.md': 'a\n' });
    // A mode alone stands right before a text alone: Git must not take them for one file.
    const newer = { 'a.sh': 'echo\n', 'd.md': 'a\nB\n\n', 'empty.md': '', 'fresh.sh': 'echo\n', 'gone.md': null };
    repo.release(Object.fromEntries(Object.entries(newer).map(([name, text]) => [`base/files/${name}`, text])));
    await repo.ok('update', 'a.sh');
    for (const name of ['a.sh', 'fresh.sh']) chmodSync(join(repo.shipped, 'templates/base/files', name), 0o755);
    const { out } = await looks(repo, 'diff');
    expect(out).toContain('old mode 100644\nnew mode 100755\ndiff --git a/d.md b/d.md');
    execFileSync('git', ['init', '--quiet'], { cwd: repo.root });
    execFileSync('git', ['apply'], { cwd: repo.root, input: `${out}\n` });
    const patched = output(repo.root);
    await repo.ok('update');
    expect(output(repo.root)).toEqual(patched);
  });
});

test('a conflict that is listed under mine is over when its markers are', async () => {
  const repo = await repository(CATALOG);
  repo.write({ 'b.md': 'mine\n' });
  repo.release({ 'base/files/b.md': 'newer\n' });
  expect((await repo.run('update')).code).toBe(3);
  await repo.run('set', 'mine=b.md');
  repo.write({ 'b.md': 'mine\n' });
  expect((await repo.run('update')).code).toBe(0);
  expect((await repo.run('status', '--json')).json().conflicts).toEqual([]);
});

test('a run that only notes a deletion says so', async () => {
  const repo = await repository(CATALOG);
  repo.remove('b.md');
  expect(await repo.ok('update')).toContain('to note in devops-stack.lock what you did');
});
