import { describe, expect, test } from 'vitest';
import { type Repository, repository } from '../support/repository.ts';

const CATALOG = {
  'base/component.yaml': 'title: Base\n',
  'base/files/services/[service].txt.hbs': '<% service.name %>\n',
  'base/files/environments/[environment].txt.hbs': '<% environment.region %> <% environment.protected %>\n',
};

/** A repository whose stack file leaves something to the defaults. */
async function without(block: 'services' | 'environments', behind = ''): Promise<Repository> {
  const repo = await repository(CATALOG);
  const text = repo.read('devops-stack.yaml').replace(new RegExp(`^${block}:.*\\n(?: {2}.*\\n)+`, 'm'), behind);
  repo.write({ 'devops-stack.yaml': text });
  return repo;
}

describe('what the stack file leaves to the defaults', () => {
  test.each(['', 'services:\n', 'services:   # what we run\n'])('is written before a service joins it: %j', async (behind) => {
    const repo = await without('services', behind);
    await repo.ok('add', 'service', 'pay');
    expect([repo.has('services/api.txt'), repo.has('services/pay.txt')]).toEqual([true, true]);
    expect(repo.read('devops-stack.yaml')).toMatch(/^services:.*\n {2}api: .*\n {2}pay: /m);
    expect(repo.read('devops-stack.yaml')).toContain(behind.trim());
  });

  test('is written whole, so that production stays protected', async () => {
    const repo = await without('environments');
    await repo.ok('update');
    expect(repo.read('devops-stack.yaml')).toMatch(/^ {2}production: \{.*protected: true.*\}$/m);
    expect(await repo.ok('update')).toContain('Nothing to do.');
    await repo.ok('add', 'environment', 'qa');
    expect(repo.read('environments/production.txt')).toBe('eu-west-1 true\n');
  });
});

test('the last item that is taken away leaves an empty map, and the default does not come back', async () => {
  const repo = await repository(CATALOG);
  await repo.ok('set', 'services.api=');
  expect(repo.read('devops-stack.yaml')).toContain('services: {}');
  expect(repo.has('services/api.txt')).toBe(false);
});

test('an owner is text, although YAML keeps its first letter for itself', async () => {
  const repo = await repository({ ...CATALOG, 'base/files/OWNERS.hbs': '<% owners.platform %>\n' });
  await repo.ok('set', 'owners={ platform: "@acme/y" }');
  expect(repo.read('OWNERS')).toBe('@acme/y\n');
  await repo.ok('set', 'owners.platform=@acme/x');
  expect(repo.read('OWNERS')).toBe('@acme/x\n');
});

test('an item may be called existing', async () => {
  const repo = await repository(CATALOG);
  await repo.ok('add', 'environment', 'existing');
  await repo.ok('set', 'environments.existing.protected=true');
  expect(repo.read('devops-stack.yaml')).toMatch(/^ {2}existing: .*protected: true/m);
});

test('a stack file in JSON that says nothing of environments is read like any other', async () => {
  const repo = await repository(CATALOG);
  repo.write({ 'devops-stack.yaml': '{ "name": "acme", "services": {} }\n' });
  await repo.ok('status');
  await repo.ok('update');
  expect(repo.read('devops-stack.yaml')).toMatch(/^\{ "name": "acme", .*environments: \{ dev: .* \}\n$/);
});

test('environments that share their values by an alias are refused, since each needs a network', async () => {
  const repo = await repository(CATALOG);
  repo.write({ 'stack.yaml': 'name: t\nenvironments:\n  dev: &d { size: small }\n  qa: *d\n' });
  const { code, err } = await repo.run('t', '--yes', '--catalog', repo.shipped, '--from', 'stack.yaml');
  expect([code, err]).toEqual([2, expect.stringMatching(/environments\.(dev|qa) has its values from an anchor or an alias/)]);
  expect(repo.has('t')).toBe(false);
});
