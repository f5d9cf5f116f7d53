import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { catalog, folder, run, write } from '../support/run.ts';
import { open } from '../support/repository.ts';

const shipped = catalog({
  'base/component.yaml': 'title: Base\n',
  'base/files/services/[service].txt.hbs': '<% service.port %>\n',
  'base/files/environments/[environment].txt.hbs': '<% environment.region %> <% branch %>\n',
  'chaos/component.yaml': 'title: Chaos\nwhen: { features: chaos }\n',
});

/** Ways in which people write YAML. All have a service `api`, and environments `dev` and `production`. */
const STYLES = {
  'flow maps': 'name: acme\nservices: {api: {port: 1}}\nenvironments: {dev: {}, production: {protected: true}}\nfeatures: []\n',
  'flow maps over lines':
    'name: acme\nservices: {\n  api: {port: 1}, # first\n  web: {},\n}\nenvironments: {\n  dev: {},\n  production: {protected: true}\n}\n',
  'no last newline': 'name: acme\nenvironments:\n  dev: {}\n  production: {protected: true}\nservices:\n  api: {}',
  'items without a value': 'name: acme\nservices:\n  api:\n  web:\nenvironments:\n  dev:\n  production:\n    protected: true\n',
  'comments at the end': 'name: acme\nenvironments:\n  dev: {}\n  production: {}\nservices:\n  api: {}   # first\n\n# the end\n# of it\n',
  'document marks': '---\nname: acme\nenvironments: { dev: {}, production: {} }\nservices:\n  api: {}\n...\n',
  'anchors and aliases':
    'name: acme\nservices:\n  web: &a { port: 9 }\n  api: *a\nenvironments:\n  dev: {}\n  production: { protected: true }\n',
  'quoted keys': '"name": "acme"\n"services":\n  "api": {"port": 5}\n\'environments\':\n  "dev": {}\n  "production": {}\n',
  JSON: '{"name": "acme", "services": {"api": {}}, "environments": {"dev": {}, "production": {}}, "features": []}\n',
  'four spaces':
    'name: acme\nservices:\n    api:\n        port: 1\nenvironments:\n    dev:\n        size: small\n    production:\n        protected: true\n',
  'lists at the margin':
    'mine:\n- docs/**\nfeatures:\n# none yet\n\nname: acme\nenvironments:\n  dev: {}\n  production: {}\nservices:\n  api: {}\n',
  CRLF: 'name: acme # ours\r\nenvironments:\r\n  dev: {}\r\n  production: {}\r\nservices:\r\n  api: {}\r\n',
  'a byte order mark': '\uFEFFname: acme\nenvironments: { dev: {}, production: {} }\nservices:\n  api: {}\n',
} as const;

type Value = { services: Record<string, object>; environments: Record<string, object>; features?: string[] | null };

const without = (items: Record<string, object>, name: string): object =>
  Object.fromEntries(Object.entries(items).filter(([other]) => other !== name));

/** What is typed, and what it makes of the parsed file. */
const EDITS: readonly (readonly [string, (value: Value) => object])[] = [
  ['add service billing --port 7', (value) => ({ ...value, services: { ...value.services, billing: { port: 7 } } })],
  ['add component chaos', (value) => ({ ...value, features: [...(value.features ?? []), 'chaos'] })],
  ['set branch=trunk', (value) => ({ ...value, branch: 'trunk' })],
  ['set mine=a,b', (value) => ({ ...value, mine: ['a', 'b'] })],
  ['set services.api.port=77', (value) => ({ ...value, services: { ...value.services, api: { ...value.services['api'], port: 77 } } })],
  [
    'set environments.dev.region=eu-west-2',
    (value) => ({ ...value, environments: { ...value.environments, dev: { ...value.environments['dev'], region: 'eu-west-2' } } }),
  ],
  ['remove service api', (value) => ({ ...value, services: without(value.services, 'api') })],
  ['remove environment dev --prune', (value) => ({ ...value, environments: without(value.environments, 'dev') })],
];

/** An empty list, an empty map and no value say the same. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, item: unknown) =>
      item === null || (Object.keys(Object(item)).length === 0 && typeof item === 'object') ? undefined : item,
    ),
  );

/** Comments of a file, but those on the line of an item that goes: they go with it. */
const commentsBeside = (text: string, edit: string): string[] =>
  text.split('\n').flatMap((line) => {
    const removed = /^remove \w+ (\w+)/.exec(edit)?.[1];
    return removed && line.includes(`${removed}:`) ? [] : (/#.*/.exec(line) ?? []);
  });

async function editedAndUndone(text: string): Promise<void> {
  const cwd = folder('style');
  write(cwd, { 'stack.yaml': text });
  const { code, err } = await run(['acme', '--yes', '--catalog', shipped, '--from', 'stack.yaml'], { cwd });
  expect(code, err).toBe(0);
  const file = join(cwd, 'acme/devops-stack.yaml');
  const before = readFileSync(file, 'utf8');
  const repo = open(join(cwd, 'acme'), shipped);
  for (const [line, expected] of EDITS) {
    await repo.ok(...line.split(' '));
    const after = readFileSync(file, 'utf8');
    expect(plain(parse(after)), `${line}\n${after}`).toEqual(plain(expected(parse(before) as Value)));
    for (const comment of commentsBeside(before, line)) expect(after, line).toContain(comment);
    await repo.ok('check');
    await repo.ok('undo');
    expect(readFileSync(file, 'utf8')).toBe(before);
  }
}

describe('every edit of a stack file says what it should, keeps every comment, and can be undone', () => {
  for (const [style, text] of Object.entries(STYLES)) {
    test(style, () => editedAndUndone(text));
  }
});
