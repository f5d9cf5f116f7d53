import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { folder, run } from '../support/run.ts';
import { smallCatalog } from '../support/small.ts';
import { output, tree } from '../support/tree.ts';

// Laws 1, 2, 3, 5 and 8 over random stacks and random edits of the user; the seeds are fixed, so a failure comes back.

let catalog = '';
beforeAll(() => void (catalog = smallCatalog()));

const name = fc
  .stringMatching(/^[a-z][a-z0-9]{1,6}(-[a-z0-9]{1,3})?$/)
  .filter((word) => !/^(con|prn|aux|nul|com\d|lpt\d|true|false|null|yes|no|on|off|argocd|default)$/.test(word));
const service = fc.oneof(
  fc.record({ kind: fc.constant('http'), port: fc.integer({ min: 1, max: 65535 }) }),
  fc.record({ kind: fc.constant('worker') }),
);
const stack = fc.record({
  environments: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
  clouds: fc.array(fc.constantFrom('aws', 'gcp'), { minLength: 4, maxLength: 4 }),
  services: fc.uniqueArray(name, { maxLength: 4 }),
  details: fc.array(service, { minLength: 4, maxLength: 4 }),
  features: fc.subarray(['chaos']),
  region: fc.constantFrom('eu-west-1', 'us-east-2'),
});
type Random = typeof stack extends fc.Arbitrary<infer T> ? T : never;

/** The stack file of a random stack; `order` sorts its services. */
function fileOf(
  { environments, clouds, services, details, features, region }: Random,
  order: (names: string[]) => string[] = (names) => names,
): string {
  const items = services.map((one, index) => [one, details[index]!] as const);
  return [
    'name: acme',
    `region: ${region}`,
    `features: [${features.join(', ')}]`,
    'environments:',
    ...environments.map((one, index) => `  ${one}: { cloud: ${clouds[index]} }`),
    services.length > 0 ? 'services:' : 'services: {}',
    ...order(services.slice()).map((one) => `  ${one}: ${JSON.stringify(items.find(([other]) => other === one)![1])}`),
    '',
  ].join('\n');
}

async function create(text: string): Promise<string> {
  const root = join(folder(), 'repo');
  writeFileSync(join(root, '..', 'stack.yaml'), text);
  await ok([root, '--from', join(root, '..', 'stack.yaml'), '--catalog', catalog], '/');
  return root;
}

const ok = async (argv: readonly string[], cwd: string): Promise<string> => {
  const { code, out, err } = await run(argv, { cwd });
  expect([argv.join(' '), code, code === 0 ? '' : err]).toEqual([argv.join(' '), 0, '']);
  return out;
};

const check = <T extends [unknown, ...unknown[]]>(property: fc.IAsyncPropertyWithHooks<T>, numRuns: number): Promise<void> =>
  fc.assert(property, { seed: 20261121, numRuns });

describe('random stacks', () => {
  test('1: create then add is create; permuting services changes only the stack file', () =>
    check(
      fc.asyncProperty(stack, name, async (random, added) => {
        const root = await create(fileOf(random));
        const shuffled = await create(fileOf(random, (names) => names.toReversed()));
        expect(output(shuffled)).toEqual(output(root));
        if (random.services.includes(added)) return;
        await ok(['add', 'service', added, '--port', '99'], root);
        expect(output(await create(readFileSync(join(root, 'devops-stack.yaml'), 'utf8')))).toEqual(output(root));
      }),
      25,
    ));

  test('2 and 3: a second run writes nothing; removing is the inverse of adding', () =>
    check(
      fc.asyncProperty(stack, name, name, async (random, addedService, addedEnvironment) => {
        const root = await create(fileOf(random));
        const before = tree(root);
        await ok(['update', '--json'], root);
        expect(tree(root)).toEqual(before);
        if (!random.services.includes(addedService)) {
          await ok(['add', 'service', addedService], root);
          await ok(['remove', 'service', addedService], root);
        }
        if (!random.environments.includes(addedEnvironment)) {
          await ok(['add', 'environment', addedEnvironment], root);
          await ok(['remove', 'environment', addedEnvironment, '--prune'], root);
        }
        expect(tree(root)).toEqual(before);
      }),
      25,
    ));

  test('5: the same stack gives the same bytes, wherever', () =>
    check(
      fc.asyncProperty(stack, async (random) => {
        expect(tree(await create(fileOf(random)))).toEqual(tree(await create(fileOf(random))));
      }),
      15,
    ));
});

type Touch = { readonly kind: 'append' | 'prepend' | 'delete' | 'rewrite' | 'windows'; readonly which: number; readonly text: string };
const touch = fc.record({
  kind: fc.constantFrom('append', 'prepend', 'delete', 'rewrite', 'windows') as fc.Arbitrary<Touch['kind']>,
  which: fc.nat(),
  text: fc.stringMatching(/^[a-z]{8}$/),
});

/** Edit one generated file as a person would; returns the line that must survive. */
function edit(root: string, { kind, which, text }: Touch): { path: string; line: string | null } {
  const paths = Object.keys(output(root)).filter((path) => !path.endsWith('/') && !path.endsWith('.json'));
  const path = paths[which % paths.length]!;
  const old = readFileSync(join(root, path), 'utf8');
  if (kind === 'delete') rmSync(join(root, path));
  else
    writeFileSync(
      join(root, path),
      {
        append: `${old}# ${text}\n`,
        prepend: `# ${text}\n${old}`,
        rewrite: `# ${text}\n`,
        windows: `${old}# ${text}\n`.replaceAll('\n', '\r\n'),
      }[kind],
    );
  return { path, line: kind === 'delete' ? null : `# ${text}` };
}

describe('random edits of the user', () => {
  test('8: no line is lost, no deleted file comes back, and the dry run tells it all beforehand', () =>
    check(
      fc.asyncProperty(stack, fc.array(touch, { minLength: 1, maxLength: 5 }), name, async (random, touches, added) => {
        const root = await create(fileOf(random));
        const edits = touches.map((one) => edit(root, one));
        const last = new Map(edits.map((one) => [one.path, one]));
        const argv = random.services.includes(added) ? ['set', 'region=us-west-1', '--json'] : ['add', 'service', added, '--json'];
        const before = tree(root, []);
        const planned = await run([...argv, '--dry-run'], { cwd: root });
        expect(tree(root, [])).toEqual(before);
        const made = await run(argv, { cwd: root });
        expect([made.out, made.code]).toEqual([planned.out, planned.code]);
        expect([0, 3]).toContain(made.code);
        for (const { path, line } of last.values()) {
          if (line === null) expect(existsSync(join(root, path))).toBe(false);
          else expect(readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n').split('\n')).toContain(line);
        }
        await ok(['undo'], root);
        expect(tree(root)).toEqual(Object.fromEntries(Object.entries(before).filter(([path]) => !path.startsWith('.devops-stack'))));
      }),
      40,
    ));
});
