import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, run } from '../support/run.ts';
import { open, type Repository, repository } from '../support/repository.ts';
import { texts } from '../support/snapshot.ts';

const CATALOG = {
  'aws/component.yaml': 'title: AWS\nwhen: { cloud: aws, orchestrator: eks }\n',
  'gcp/component.yaml': 'title: Google Cloud\nwhen: { cloud: gcp, orchestrator: gke }\n',
  'base/component.yaml': 'title: Base\n',
  'base/files/index.md.hbs': '<%#each services as |s|%>- <% s.name %> <% s.port %>\n<%/each%>',
  'base/files/environments/[environment].txt.hbs': '<% environment.region %> after <% environment.previous %>\n',
  'base/files/services/[service]/deploy/[environment].yaml.hbs': 'size: <% environment.size %>\n',
  'chaos/component.yaml': 'title: Chaos\nwhen: { features: chaos }\n',
  'chaos/files/chaos.md': 'chaos\n',
  'store/component.yaml': 'title: Store\nwhen: { uses: [postgres, cache] }\n',
  'store/files/db/[service].sql.hbs': '-- <% service.name %>\n',
};

/** A stack file as a person keeps one: comments, blank lines, an order of their own. */
const TEXT = `# the platform of acme
name: acme   # for ever
cloud: aws
orchestrator: eks

services:
  # the only one so far
  shop: { port: 9000 }   # behind the load balancer

environments:
  dev: { cidr: 10.0.0.0/16 }
  production: { cidr: 10.1.0.0/16, protected: true }   # a person approves
features: []
`;

async function given(text = TEXT): Promise<Repository> {
  const bare = await repository(CATALOG);
  bare.write({ 'stack.yaml': text });
  const cwd = folder();
  const { code, err } = await run(['acme', '--yes', '--catalog', bare.shipped, '--from', join(bare.root, 'stack.yaml')], { cwd });
  expect(code, err).toBe(0);
  return open(join(cwd, 'acme'), bare.shipped);
}

/** A fresh create from the stack file that an edit left: the bytes must be the same. */
async function fresh({ root, shipped }: Repository): Promise<Readonly<Record<string, string>>> {
  const cwd = folder();
  const { code, err } = await run(['acme', '--yes', '--catalog', shipped, '--from', join(root, 'devops-stack.yaml')], { cwd });
  expect(code, err).toBe(0);
  return texts(join(cwd, 'acme'));
}

const EDITS = [
  ['add a service', ['add', 'service', 'billing', '--port', '7000', '--uses', 'postgres']],
  ['add an environment', ['add', 'environment', 'staging', '--size', 'standard']],
  ['add a component', ['add', 'component', 'chaos']],
  ['set a field', ['set', 'region=eu-west-3']],
  ['set fields that belong together', ['set', 'cloud=gcp', 'orchestrator=gke', 'region=europe-west3']],
  ['set a field of an item', ['set', 'environments.dev.size=ha', 'services.shop.port=9001']],
  ['set a list', ['set', 'services.shop.uses=postgres,cache']],
] as const;

describe.each(EDITS)('%s', (_, argv) => {
  test('gives what a fresh create gives from the stack file that it leaves', async () => {
    const repo = await given();
    await repo.ok(...argv);
    expect(texts(repo.root)).toEqual(await fresh(repo));
  });

  test('changes lines of the stack file and leaves every other byte', async () => {
    const repo = await given();
    const before = repo.read('devops-stack.yaml').split('\n');
    await repo.ok(...argv);
    const after = repo.read('devops-stack.yaml').split('\n');
    expect(before.filter((line) => line.includes('#') && !after.some((other) => other.includes(line.slice(line.indexOf('#')))))).toEqual(
      [],
    );
    expect(before.filter((line) => !after.includes(line)).length).toBeLessThanOrEqual(argv.length - 1);
  });

  test('a second time with undo between gives the same bytes', async () => {
    const repo = await given();
    const before = texts(repo.root);
    await repo.ok(...argv);
    const after = texts(repo.root);
    await repo.ok('undo');
    expect(texts(repo.root)).toEqual(before);
    await repo.ok(...argv);
    expect(texts(repo.root)).toEqual(after);
  });
});

describe.each([
  ['service', ['billing', '--port', '7000']],
  ['environment', ['staging']],
  ['component', ['chaos']],
])('remove %s', (kind, [name, ...flags]) => {
  test('is the inverse of add', async () => {
    const repo = await given();
    const before = texts(repo.root);
    await repo.ok('add', kind, name!, ...flags);
    expect(texts(repo.root)).not.toEqual(before);
    await repo.ok('remove', kind, name!, '--prune');
    expect(texts(repo.root)).toEqual(before);
  });
});

test('a stack file with CRLF keeps it through every edit', async () => {
  const repo = await given(TEXT.replaceAll('\n', '\r\n'));
  for (const [, argv] of EDITS) await repo.ok(...argv);
  expect(repo.read('devops-stack.yaml').replaceAll('\r\n', '')).not.toContain('\n');
  await repo.ok('remove', 'service', 'billing', '--prune');
  expect(repo.read('devops-stack.yaml').replaceAll('\r\n', '')).not.toContain('\n');
  expect(await repo.ok('update')).toBe('  Nothing to do.\n');
});

test('a new environment goes before the first protected one and gets a network of its own', async () => {
  const repo = await given();
  await repo.ok('add', 'environment', 'staging');
  expect(repo.read('devops-stack.yaml')).toMatch(/dev: .*\n {2}staging: \{ cidr: 10\.2\.0\.0\/16 \}\n {2}production: /);
  expect(repo.read('environments/production.txt')).toBe('eu-west-1 after staging\n');
});

test('--after says where', async () => {
  const repo = await given();
  await repo.ok('add', 'environment', 'paris', '--after', 'production', '--region', 'eu-west-3');
  expect(repo.read('environments/paris.txt')).toBe('eu-west-3 after production\n');
  const { code, err } = await repo.run('add', 'environment', 'rome', '--after', 'milan');
  expect(code).toBe(2);
  expect(err).toContain('Environments: dev, production, paris');
});

test('a component goes into features and out again; one that nothing answers is refused by name', async () => {
  const repo = await given();
  await repo.ok('add', 'component', 'chaos');
  expect(repo.read('devops-stack.yaml')).toMatch(/^features: \[chaos\]$/m);
  expect((await repo.run('add', 'component', 'chaos')).code).toBe(2);
  const { code, err } = await repo.run('add', 'component', 'previews');
  expect(code).toBe(2);
  expect(err).toContain('previews is not in this catalog; here: chaos');
});

test('add says what it did, path by path, and how to take it back', async () => {
  const repo = await given();
  const out = await repo.ok('add', 'service', 'billing', '--uses', 'postgres');
  expect(out).toMatch(/^ {2}create +db\/billing\.sql$/m);
  expect(out).toMatch(/^ {2}update +devops-stack\.yaml$/m);
  expect(out).toMatch(/^ {2}3 created, 2 updated\. Undo with: npx create-devops-stack undo$/m);
});

test('an account is text, whatever it looks like', async () => {
  const repo = await given();
  await repo.ok('set', 'environments.dev.account=111111111111', '--prune');
  expect(repo.read('devops-stack.yaml')).toMatch(/account: "111111111111"/);
});

test('setting a field to nothing takes the answer away', async () => {
  const repo = await given();
  await repo.ok('set', 'environments.dev.size=ha');
  await repo.ok('set', 'environments.dev.size=');
  expect(repo.read('devops-stack.yaml')).not.toContain('size');
});

test('a run from within the repository needs no -C; from elsewhere it does', async () => {
  const repo = await given();
  const { code } = await run(['add', 'service', 'billing', '-C', repo.root], { cwd: folder() });
  expect(code).toBe(0);
  expect(repo.has('services/billing/deploy/dev.yaml')).toBe(true);
});

test("a team's plopfile is code from a clone: no verb loads it unless its generator is asked for at a terminal", async () => {
  const repo = await given();
  const code =
    "import { writeFileSync } from 'node:fs';\nwriteFileSync(new URL('./loaded', import.meta.url), '');\nexport default () => {};\n";
  repo.write({ 'plopfile.mjs': code });
  for (const argv of [
    ['status'],
    ['update'],
    ['diff'],
    ['check'],
    ['list'],
    ['add', 'service', 'billing'],
    ['remove', 'service', 'billing'],
  ])
    await repo.ok(...argv);
  expect((await repo.run('add')).code).toBe(2);
  expect(repo.has('loaded')).toBe(false);
});
