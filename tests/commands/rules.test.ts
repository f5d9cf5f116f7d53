import { describe, expect, test } from 'vitest';
import { type Repository, repository } from '../support/repository.ts';
import { snapshot, texts } from '../support/snapshot.ts';

/** Refused with 4, nothing written, what would be lost named; with --prune it is done. */
async function needsPrune(repo: Repository, argv: readonly string[], named: string): Promise<void> {
  const before = snapshot(repo.root);
  const refused = await repo.run(...argv);
  expect(refused.code, refused.out).toBe(4);
  expect(refused.err).toContain(named);
  expect(refused.err).toContain('--prune');
  expect(snapshot(repo.root)).toEqual(before);
  await repo.ok(...argv, '--prune');
}

describe('--prune', () => {
  const CATALOG = {
    'aws/component.yaml': 'title: AWS\nwhen: { cloud: aws }\n',
    'push/component.yaml': 'title: Push\nwhen: { delivery: push }\n',
    'push/files/push.sh': 'push\n',
    'argocd/component.yaml': 'title: Argo CD\nwhen: { delivery: argocd }\nholds: data\n',
    'argocd/files/argocd.yaml': 'argo\n',
    'bootstrap/component.yaml': 'title: Bootstrap\nholds: data\n',
    'bootstrap/files/bootstrap/[place]/main.tf.hbs': '# <% place.name %>\n',
    'base/component.yaml': 'title: Base\n',
    'base/files/environments/[environment].txt.hbs': '<% environment.account %>\n',
    'base/files/services/[service].txt.hbs': '<% service.port %> <%#each service.uses as |u|%><% u %><%/each%>\n',
  };

  test('remove environment', async () => {
    const repo = await repository(CATALOG);
    await needsPrune(repo, ['remove', 'environment', 'staging'], 'environment staging');
    expect(repo.has('environments/staging.txt')).toBe(false);
  });

  test('remove a service that uses something; one that uses nothing goes without', async () => {
    const repo = await repository(CATALOG);
    await repo.ok('add', 'service', 'billing', '--uses', 'postgres');
    await needsPrune(repo, ['remove', 'service', 'billing'], 'postgres');
    await repo.ok('add', 'service', 'plain');
    await repo.ok('remove', 'service', 'plain');
  });

  test('an answer that deselects a component which holds data', async () => {
    const repo = await repository(CATALOG);
    await needsPrune(repo, ['set', 'delivery=push'], 'argocd');
    expect(repo.has('argocd.yaml')).toBe(false);
  });

  test('the way back deselects nothing that holds data', async () => {
    const repo = await repository(CATALOG);
    await repo.ok('set', 'delivery=push', '--prune');
    await repo.ok('set', 'delivery=argocd');
  });

  test('the same answer given by hand is caught by update', async () => {
    const repo = await repository(CATALOG);
    repo.write({ 'devops-stack.yaml': repo.read('devops-stack.yaml').replace('delivery: argocd', 'delivery: push') });
    await needsPrune(repo, ['update'], 'argocd');
  });

  test('an environment that gets an account of its own moves its place, and the old one is dropped with the last that had it', async () => {
    const repo = await repository(CATALOG, '--environment', 'dev,production');
    await repo.ok('set', 'environments.dev.account=111111111111');
    expect(repo.has('bootstrap/aws/main.tf')).toBe(true);
    await needsPrune(repo, ['set', 'environments.production.account=222222222222'], 'bootstrap/aws');
    expect(Object.keys(texts(repo.root)).filter((path) => path.startsWith('bootstrap'))).toEqual([
      'bootstrap/aws-111111111111/main.tf',
      'bootstrap/aws-222222222222/main.tf',
    ]);
  });

  test('an environment that has made a network does not move into one that exists, nor back, by an edit or by hand', async () => {
    const repo = await repository({
      'made/component.yaml': 'title: Made\nwhen: { makes: network }\nholds: data\n',
      'made/files/environments/[environment]/network.tf': 'made\n',
      'existing/component.yaml': 'title: Existing\nwhen: { existing: network }\nholds: data\n',
      'existing/files/environments/[environment]/existing-network.tf.hbs': '<% environment.existing.network %>\n',
    });
    const byHand = repo.read('devops-stack.yaml');
    await needsPrune(repo, ['set', 'environments.dev.existing.network=vpc-0a1b2c3d4e5f67890'], 'environments/dev');
    expect(repo.has('environments/dev/network.tf')).toBe(false);
    expect(repo.read('environments/dev/existing-network.tf')).toBe('vpc-0a1b2c3d4e5f67890\n');
    expect(repo.has('environments/staging/network.tf')).toBe(true);
    await repo.ok('undo');
    repo.write({ 'devops-stack.yaml': byHand.replace('cidr: 10.0.0.0/16', '$&, existing: { network: vpc-0a1b2c3d4e5f67890 }') });
    await needsPrune(repo, ['update'], 'environments/dev');
    repo.write({ 'devops-stack.yaml': byHand });
    await needsPrune(repo, ['update'], 'environments/dev');
  });

  test('an edit that is only shown needs it as much', async () => {
    const repo = await repository(CATALOG);
    expect((await repo.run('remove', 'environment', 'staging', '--dry-run')).code).toBe(4);
  });
});

describe('mine', () => {
  const CATALOG = {
    'base/component.yaml': 'title: Base\n',
    'base/files/docs/a.md': 'one\n',
    'base/files/docs/.b': 'b\n',
    'base/files/c.md': 'c\n',
  };

  test('globs there are never touched again, hidden files too', async () => {
    const repo = await repository(CATALOG);
    await repo.ok('set', 'mine=docs/**');
    repo.write({ 'docs/a.md': 'edited\n' });
    repo.release({ 'base/files/docs/a.md': 'newer\n', 'base/files/docs/.b': 'newer\n', 'base/files/c.md': 'newer\n' });
    await repo.ok('update');
    expect(texts(repo.root)).toMatchObject({ 'docs/a.md': 'edited\n', 'docs/.b': 'b\n', 'c.md': 'newer\n' });
    expect((await repo.run('status', '--json')).json().files).toContainEqual({ path: 'docs/a.md', state: 'yours' });
  });

  test('nor deleted when the plan drops them', async () => {
    const repo = await repository(CATALOG);
    await repo.ok('set', 'mine=docs/**');
    repo.release({ 'base/files/docs/a.md': null });
    await repo.ok('update');
    expect(repo.read('docs/a.md')).toBe('one\n');
  });

  test('and back in our hands, an edit is still an edit', async () => {
    const repo = await repository(CATALOG);
    await repo.ok('set', 'mine=docs/**');
    repo.write({ 'docs/a.md': 'edited\n' });
    await repo.ok('set', 'mine=');
    expect(repo.read('docs/a.md')).toBe('edited\n');
    expect((await repo.run('status', '--json')).json().files).toContainEqual({ path: 'docs/a.md', state: 'edited by you' });
  });
});

describe('once', () => {
  const CATALOG = {
    'base/component.yaml': 'title: Base\nonce: ["src/[service]/**", "*.tfvars"]\n',
    'base/files/src/[service]/lib/main.js.hbs': '// <% service.name %>\n',
    'base/files/dev.tfvars': 'size = 1\n',
  };

  test('such a file is written once and then theirs, edited or not', async () => {
    const repo = await repository(CATALOG);
    repo.write({ 'src/api/lib/main.js': 'mine();\n' });
    repo.release({ 'base/files/src/[service]/lib/main.js.hbs': '// newer\n', 'base/files/dev.tfvars': 'size = 2\n' });
    expect(await repo.ok('update')).not.toMatch(/main\.js|tfvars/);
    expect(texts(repo.root)).toMatchObject({ 'src/api/lib/main.js': 'mine();\n', 'dev.tfvars': 'size = 1\n' });
  });

  test('deleted, it stays deleted', async () => {
    const repo = await repository(CATALOG);
    repo.remove('dev.tfvars');
    await repo.ok('update');
    expect(repo.has('dev.tfvars')).toBe(false);
  });

  test('once holds while the plan wants the path: untouched it goes with its service, edited it stays', async () => {
    const repo = await repository(CATALOG, '--service', 'api,billing');
    repo.write({ 'src/api/lib/main.js': 'mine();\n' });
    await repo.ok('remove', 'service', 'billing');
    expect(repo.has('src/billing/lib/main.js')).toBe(false);
    await repo.ok('add', 'service', 'other');
    expect(await repo.ok('remove', 'service', 'api')).toMatch(/orphan +src\/api\/lib\/main\.js/);
    expect(repo.read('src/api/lib/main.js')).toBe('mine();\n');
  });

  test('untouched it goes even when the template has moved on since', async () => {
    const repo = await repository(CATALOG, '--service', 'api,billing');
    repo.release({ 'base/files/src/[service]/lib/main.js.hbs': '// newer\n' });
    await repo.ok('update');
    await repo.ok('remove', 'service', 'billing');
    expect(repo.has('src/billing/lib/main.js')).toBe(false);
  });
});

/** A release that moves a folder and changes a line of what is in it. */
const move = (repo: Repository, from: string, to: string, moved: string): void =>
  repo.release({
    [`base/files/${from}/[service].md.hbs`]: null,
    [`base/files/${to}/[service].md.hbs`]: '<% service.name %>\none\ntwo\nTHREE\n',
    'base/component.yaml': `title: Base\nmoved: [${moved}]\n`,
  });

describe('moved', () => {
  const CATALOG = {
    'base/component.yaml': 'title: Base\n',
    'base/files/old/[service].md.hbs': '<% service.name %>\none\ntwo\nthree\n',
    'base/files/x.md': 'x\n',
  };
  test('an edit goes along with a file that moves', async () => {
    const repo = await repository(CATALOG);
    repo.write({ 'old/api.md': 'api\nONE\ntwo\nthree\n' });
    move(repo, 'old', 'new', '{ from: "old/[service].md", to: "new/[service].md" }');
    const out = await repo.ok('update');
    expect(out).toMatch(/^ {2}delete +old\/api\.md$/m);
    expect(repo.read('new/api.md')).toBe('api\nONE\ntwo\nTHREE\n');
    expect(repo.has('old/api.md')).toBe(false);
    expect(await repo.ok('update')).toBe('  Nothing to do.\n');
  });

  test('over two releases at once: a to b to c', async () => {
    const repo = await repository(CATALOG);
    repo.write({ 'old/api.md': 'api\nONE\ntwo\nthree\n' });
    move(
      repo,
      'old',
      'third',
      '{ from: "old/[service].md", to: "new/[service].md" }, { from: "new/[service].md", to: "third/[service].md" }',
    );
    await repo.ok('update');
    expect(repo.read('third/api.md')).toBe('api\nONE\ntwo\nTHREE\n');
  });

  test('across components', async () => {
    const repo = await repository(CATALOG);
    repo.write({ 'x.md': 'mine\n' });
    repo.release({
      'base/files/x.md': null,
      'other/component.yaml': 'title: Other\nmoved: [{ from: x.md, to: docs/x.md }]\n',
      'other/files/docs/x.md': 'x\n',
    });
    await repo.ok('update');
    expect(repo.read('docs/x.md')).toBe('mine\n');
    expect(repo.has('x.md')).toBe(false);
  });

  test('undo brings the old place back', async () => {
    const repo = await repository(CATALOG);
    repo.write({ 'old/api.md': 'api\nONE\ntwo\nthree\n' });
    const before = texts(repo.root);
    move(repo, 'old', 'new', '{ from: "old/[service].md", to: "new/[service].md" }');
    await repo.ok('update');
    await repo.ok('undo');
    expect(texts(repo.root)).toEqual(before);
  });
});

const adr = (number: number, question: string): string => `decision:\n  number: ${number}\n  question: ${question}\n  because: it fits\n`;

describe('decisions', () => {
  const CATALOG = {
    'github/component.yaml': `title: Pipelines on GitHub\nwhen: { ci: github-actions }\n${adr(501, 'Where do pipelines run?')}`,
    'gitlab/component.yaml': `title: Pipelines on GitLab\nwhen: { ci: gitlab-ci }\n${adr(502, 'Where do pipelines run?')}`,
    'base/component.yaml': 'title: Base\n',
    'base/files/adr/[decision].md.hbs':
      '<% decision.title %>\n<% decision.status %> <% decision.supersededBy %> <% decision.date %>\n<% decision.because %>\n',
    'base/files/branch.txt.hbs': '<% branch %>\n',
  };
  const today = new Date().toISOString().slice(0, 10);

  test('every selected component that decides something has its record', async () => {
    const repo = await repository(CATALOG);
    expect(repo.read('adr/0501-pipelines-on-github.md')).toMatch(/^Pipelines on GitHub\naccepted {2}\nit fits\n$/);
  });

  test('set writes down a change of a decided answer, and the old record says what replaced it', async () => {
    const repo = await repository(CATALOG);
    await repo.ok('set', 'ci=gitlab-ci', '--because', 'we moved house');
    expect(repo.read('devops-stack.yaml')).toMatch(
      new RegExp(`number: \\d+, date: "?${today}"?, ci: \\{ from: github-actions, to: gitlab-ci \\}, because: we moved house`),
    );
    expect(repo.read('adr/0501-pipelines-on-github.md')).toMatch(/\nsuperseded ADR-0\d+ /);
    expect(repo.read('adr/0502-pipelines-on-gitlab.md')).toMatch(/\naccepted /);
    const own = Object.keys(texts(repo.root)).find((path) => /^adr\/02\d\d-/.test(path))!;
    expect(repo.read(own)).toContain('we moved house');
  });

  test('a change that decides nothing leaves none', async () => {
    const repo = await repository(CATALOG);
    await repo.ok('set', 'branch=trunk');
    expect(repo.read('devops-stack.yaml')).toMatch(/^decisions: \[\]/m);
  });

  test('numbers go up, and there and back leaves both records', async () => {
    const repo = await repository(CATALOG);
    await repo.ok('set', 'ci=gitlab-ci');
    await repo.ok('set', 'ci=github-actions');
    const numbers = [...repo.read('devops-stack.yaml').matchAll(/number: (\d+)/g)].map(([, number]) => Number(number));
    expect(numbers[1]).toBe(numbers[0]! + 1);
    expect(repo.read('adr/0501-pipelines-on-github.md')).toMatch(/\naccepted /);
    expect(repo.read('adr/0502-pipelines-on-gitlab.md')).toMatch(/\nsuperseded /);
  });

  test('undo takes the entry back', async () => {
    const repo = await repository(CATALOG);
    const before = texts(repo.root);
    await repo.ok('set', 'ci=gitlab-ci');
    await repo.ok('undo');
    expect(texts(repo.root)).toEqual(before);
  });
});
