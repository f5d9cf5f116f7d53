import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { folder } from '../support/run.ts';
import { smallCatalog } from '../support/small.ts';
import { output, tree } from '../support/tree.ts';

// The laws of the design, each over a small catalog that has every mechanism and over the shipped one.

interface Subject {
  readonly name: string;
  readonly flags: readonly string[];
}

const SUBJECTS: Subject[] = [{ name: 'shipped catalog', flags: ['--name', 'acme-platform'] }];

beforeAll(() => {
  SUBJECTS[1] = { name: 'small catalog', flags: ['--name', 'acme-platform', '--catalog', smallCatalog()] };
});

const ok = async (argv: readonly string[], cwd: string): Promise<string> => {
  const { code, out, err } = await run(argv, { cwd });
  expect(`${code} ${err}`).toMatch(/^0 /);
  return out;
};

/** A repository of the subject, made in a folder of its own. */
async function created(index: number, more: readonly string[] = []): Promise<string> {
  const root = join(folder(), 'repo');
  await ok([root, '--yes', ...SUBJECTS[index]!.flags, ...more], '/');
  return root;
}

const text = (root: string, path: string): string => readFileSync(join(root, path), 'utf8');

describe.each([0, 1])('laws over catalog %i', (index) => {
  test('1: create then add gives the bytes of a create from the stack file that results', async () => {
    const root = await created(index);
    await ok(['add', 'service', 'payments', '--port', '9090'], root);
    await ok(['add', 'environment', 'preview', '--after', 'dev'], root);
    const stack = join(folder(), 'stack.yaml');
    writeFileSync(stack, text(root, 'devops-stack.yaml'));
    const other = join(folder(), 'other');
    await ok([other, '--from', stack], '/');
    expect(tree(other)).toEqual(tree(root));
  });

  test('1: permuting services changes only the stack file', async () => {
    const one = await created(index, ['--service', 'api,payments,billing']);
    const two = await created(index, ['--service', 'billing,api,payments']);
    expect(output(one)).toEqual(output(two));
    expect(text(one, 'devops-stack.lock')).toBe(text(two, 'devops-stack.lock'));
    expect(text(one, 'devops-stack.yaml')).not.toBe(text(two, 'devops-stack.yaml'));
  });

  test('2: a second run writes nothing', async () => {
    const root = await created(index);
    const before = statSync(join(root, 'devops-stack.lock')).mtimeMs;
    const paths = Object.keys(tree(root, ['.git']));
    const { summary } = JSON.parse(await ok(['update', '--json'], root)) as { summary: Record<string, number> };
    expect(Object.keys(summary)).toEqual(['same']);
    expect(statSync(join(root, 'devops-stack.lock')).mtimeMs).toBe(before);
    expect(Object.keys(tree(root, ['.git']))).toEqual(paths);
    expect(await ok(['status'], root)).toMatch(/^ {2}\d+ ours\n$/);
  });

  test('2: the shortcut for an unchanged repository says what the whole comparison says', async () => {
    const root = await created(index);
    const quick = await ok(['status'], root);
    expect(quick).toBe((await ok(['status', '--verbose'], root)).split('\n').at(-2)! + '\n');
    const path = Object.keys(output(root)).find((name) => name.endsWith('.md'))!;
    writeFileSync(join(root, path), `${text(root, path)}mine\n`);
    expect(await ok(['status'], root)).toContain(`edited by you   ${path}`);
    writeFileSync(join(root, path), text(root, path).replace(/mine\n$/, ''));
    expect(await ok(['status'], root)).toBe(quick);
    chmodSync(join(root, path), 0o755);
    expect(await ok(['status'], root)).toContain(`edited by you   ${path}`);
  });

  test('3: removing is the inverse of adding', async () => {
    const root = await created(index);
    const before = tree(root);
    await ok(['add', 'service', 'payments'], root);
    expect(tree(root)).not.toEqual(before);
    await ok(['remove', 'service', 'payments'], root);
    expect(tree(root)).toEqual(before);
    await ok(['add', 'environment', 'preview'], root);
    await ok(['remove', 'environment', 'preview', '--prune'], root);
    expect(tree(root)).toEqual(before);
  });

  test('5: the same bytes whatever the clock, the locale, the home and the folder', async () => {
    const root = await created(index);
    const saved = { ...process.env };
    Object.assign(process.env, { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', HOME: '/nowhere' });
    const other = await created(index);
    process.env = saved;
    expect(tree(other)).toEqual(tree(root));
  });

  test('8: the plan is the run', async () => {
    const parent = folder();
    const argv = [join(parent, 'repo'), '--yes', '--json', ...SUBJECTS[index]!.flags];
    const planned = await ok([...argv, '--dry-run'], '/');
    expect(tree(parent)).toEqual({});
    expect(await ok(argv, '/')).toBe(planned);
    const { changes } = JSON.parse(planned) as { changes: { path: string; mode: string; sha256: string }[] };
    const written = Object.entries(tree(join(parent, 'repo'))).filter(([path]) => !path.endsWith('/'));
    expect(changes.map(({ path }) => path).toSorted()).toEqual(written.map(([path]) => path).toSorted());
    for (const { path, mode, sha256 } of changes) {
      const [bits, hash] = written.find(([one]) => one === path)![1].split(' ');
      expect([path, hash, (Number.parseInt(bits!, 8) & 0o100) !== 0]).toEqual([path, sha256, mode === '100755']);
    }
  });

  test('8: an edit that is planned is the edit that is made', async () => {
    const root = await created(index);
    writeFileSync(join(root, 'README.md'), `mine\n${text(root, 'README.md')}`);
    const before = tree(root, []);
    const planned = await ok(['add', 'service', 'payments', '--json', '--dry-run'], root);
    expect(tree(root, [])).toEqual(before);
    expect(await ok(['add', 'service', 'payments', '--json'], root)).toBe(planned);
    expect(text(root, 'README.md')).toMatch(/^mine\n/);
  });

  test('undo restores every byte and every bit', async () => {
    const root = await created(index);
    writeFileSync(join(root, 'README.md'), `mine\n${text(root, 'README.md')}`);
    chmodSync(join(root, 'README.md'), 0o640);
    const before = tree(root);
    await ok(['add', 'service', 'payments'], root);
    await ok(['undo'], root);
    expect(tree(root)).toEqual(before);
    expect(tree(root, [])['.devops-stack/']).toBeUndefined();
  });

  test('undo of a create takes the folder away', async () => {
    const root = await created(index);
    await ok(['undo'], root);
    expect(tree(join(root, '..'))).toEqual({});
  });
});
