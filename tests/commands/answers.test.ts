import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { catalog, folder, run } from '../support/run.ts';
import { spawn } from '../support/spawn.ts';

const shipped = catalog({
  'aws/component.yaml': 'title: AWS\nwhen: { cloud: aws, orchestrator: eks }\n',
  'gcp/component.yaml': 'title: Google Cloud\nwhen: { cloud: gcp, orchestrator: gke }\n',
  'slack/component.yaml': 'title: Slack\nwhen: { notify: [slack, email] }\n',
  'base/component.yaml': 'title: Base\n',
  'base/files/all.txt.hbs': '<% region %> <% organization %> <% branch %>\n',
});
const stackIn = (root: string): Record<string, unknown> =>
  parse(readFileSync(join(root, 'devops-stack.yaml'), 'utf8')) as Record<string, unknown>;

async function answers(...argv: string[]): Promise<Record<string, unknown>> {
  const cwd = folder();
  const { code, err } = await run(['acme', '--yes', '--catalog', shipped, ...argv], { cwd });
  expect(code, err).toBe(0);
  return stackIn(join(cwd, 'acme'));
}

function file(text: string): string {
  const path = join(folder(), 'stack.yaml');
  writeFileSync(path, text);
  return path;
}

afterEach(() => vi.unstubAllEnvs());

describe('flag beats environment beats file beats default', () => {
  const ROWS = [
    {
      field: 'branch',
      file: 'branch: file',
      variable: 'variable',
      flag: 'flag',
      expected: ['flag', 'variable', 'file', 'main'],
    },
    {
      field: 'cloud',
      file: 'cloud: gcp\norchestrator: gke',
      variable: 'gcp',
      flag: 'gcp',
      expected: ['gcp', 'gcp', 'gcp', 'aws'],
    },
    {
      field: 'notify',
      file: 'notify: [email]',
      variable: 'slack,email',
      flag: 'slack',
      expected: [['slack'], ['slack', 'email'], ['email'], []],
    },
    {
      field: 'region',
      file: 'region: eu-west-3',
      variable: 'eu-west-2',
      flag: 'us-east-1',
      expected: ['us-east-1', 'eu-west-2', 'eu-west-3', 'eu-west-1'],
    },
  ];
  test.each(ROWS)('$field', async ({ field, file: text, variable, flag, expected }) => {
    const from = ['--from', file(`name: acme\n${text}\n`)];
    const found = [(await answers())[field], (await answers(...from))[field]];
    vi.stubEnv(`DEVOPS_STACK_${field.toUpperCase()}`, variable);
    found.push((await answers(...from))[field], (await answers(...from, `--${field}`, flag))[field]);
    expect(found.toReversed()).toEqual(expected);
  });
});

test('lists repeat the flag or use commas', async () => {
  expect((await answers('--notify', 'slack', '--notify', 'email'))['notify']).toEqual(['slack', 'email']);
  expect((await answers('--notify', 'slack,email'))['notify']).toEqual(['slack', 'email']);
});

test('environments and services are given by name, production protected', async () => {
  const stack = await answers('--environment', 'test', '--environment', 'production', '--service', 'shop,billing');
  expect(stack['environments']).toEqual({ test: { cidr: '10.0.0.0/16' }, production: { cidr: '10.1.0.0/16', protected: true } });
  expect(Object.keys(stack['services'] as object)).toEqual(['shop', 'billing']);
});

const TEXT = `# what we run, and why
services:            # the shop first
  shop: { port: 9000 }

  api: {}
cloud: gcp      # since 2024
orchestrator: gke
environments:
  dev:
    cidr: 10.9.0.0/16   # told by the network team
  production: { protected: true, cidr: 10.8.0.0/16 }
name: acme
`;

test('--from keeps the text and its order; missing answers are appended', async () => {
  const cwd = folder();
  expect((await run(['acme', '--yes', '--catalog', shipped, '--from', file(TEXT)], { cwd })).code).toBe(0);
  const text = readFileSync(join(cwd, 'acme/devops-stack.yaml'), 'utf8');
  expect(text.slice(0, TEXT.length)).toBe(TEXT);
  expect(stackIn(join(cwd, 'acme'))).toMatchObject({
    region: 'europe-west1',
    organization: 'acme',
    branch: 'main',
    services: { shop: { port: 9000 }, api: {} },
  });
});

test('--from with an overriding flag changes that value only', async () => {
  const cwd = folder();
  expect((await run(['acme', '--yes', '--catalog', shipped, '--from', file(TEXT), '--name', 'other'], { cwd })).code).toBe(0);
  const text = readFileSync(join(cwd, 'acme/devops-stack.yaml'), 'utf8');
  expect(text.slice(0, TEXT.length + 1)).toBe(TEXT.replace('name: acme', 'name: other'));
});

test('--from with CRLF keeps CRLF on every line', async () => {
  const cwd = folder();
  expect((await run(['acme', '--yes', '--catalog', shipped, '--from', file(TEXT.replaceAll('\n', '\r\n'))], { cwd })).code).toBe(0);
  const text = readFileSync(join(cwd, 'acme/devops-stack.yaml'), 'utf8');
  expect(text.replaceAll('\r\n', '')).not.toContain('\n');
});

function fromStandardInput(...flag: string[]): void {
  const cwd = folder();
  const { code, err } = spawn(['acme', '--yes', '--catalog', shipped, ...flag], { cwd, input: TEXT });
  expect(code, err).toBe(0);
  expect(readFileSync(join(cwd, 'acme/devops-stack.yaml'), 'utf8').slice(0, TEXT.length)).toBe(TEXT);
}

test('--from=- reads standard input', () => fromStandardInput('--from=-'));
test('--from - reads standard input', () => fromStandardInput('--from', '-'));

test('what the written stack file says gives the same files again', async () => {
  const [one, two] = [folder(), folder()];
  await run(['acme', '--yes', '--catalog', shipped, '--from', file(TEXT)], { cwd: one });
  const { code } = await run(['acme', '--yes', '--from', join(one, 'acme/devops-stack.yaml')], { cwd: two });
  expect(code).toBe(0);
  for (const name of ['devops-stack.yaml', 'devops-stack.lock', 'all.txt'])
    expect(readFileSync(join(two, 'acme', name), 'utf8')).toBe(readFileSync(join(one, 'acme', name), 'utf8'));
});

test('an empty variable of the environment says nothing', async () => {
  vi.stubEnv('DEVOPS_STACK_CLOUD', '');
  expect((await answers())['cloud']).toBe('aws');
});

test('a network is free even where somebody has all of 10.0.0.0/8', async () => {
  const { environments } = await answers('--from', file('environments: { dev: { cidr: 10.0.0.0/8 }, qa: {} }\n'));
  expect((environments as Record<string, { cidr: string }>)['qa']!.cidr).toBe('172.16.0.0/16');
});
