import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalog, folder, run } from '../support/run.ts';
import { open, repository } from '../support/repository.ts';

const FIRST = {
  'versions.yaml': 'tools: { node: 20.1.0, helm: 3.9.0 }\n',
  'base/component.yaml': 'title: Base\n',
  'base/files/a.txt': 'first\n',
  'base/files/b.txt': 'first\n',
  'tools/component.yaml': 'title: Tools\n',
  'tools/files/tools.txt.hbs': 'node <% versions.tools.node %> helm <% versions.tools.helm %>\n',
};
const SECOND = {
  'versions.yaml': 'tools: { helm: 4.0.0 }\n',
  'base/component.yaml': 'title: Base of ours\n',
  'base/files/a.txt': 'second\n',
  'more/component.yaml': 'title: X\n',
  'more/files/more.txt': 'more\n',
};

describe('layers', () => {
  test('a later catalog adds components, replaces whole ones, and its versions win key by key', async () => {
    const cwd = folder();
    const { code, err } = await run(['acme', '--yes', '--catalog', catalog(FIRST), '--catalog', catalog(SECOND)], { cwd });
    expect(code, err).toBe(0);
    const { read, has } = open(join(cwd, 'acme'), '');
    expect(read('a.txt')).toBe('second\n');
    expect(has('b.txt')).toBe(false);
    expect(read('more.txt')).toBe('more\n');
    expect(read('tools.txt')).toBe('node 20.1.0 helm 4.0.0\n');
  });

  test('builtin names the shipped catalog', async () => {
    const cwd = folder();
    const { code, json } = await run(
      [
        'acme',
        '--yes',
        '--dry-run',
        '--json',
        '--catalog',
        'builtin',
        '--catalog',
        catalog({ 'more/component.yaml': 'title: X\n', 'more/files/more.txt': 'more\n' }),
      ],
      { cwd },
    );
    expect(code).toBe(0);
    expect(json().changes.map(({ path }) => path)).toEqual(expect.arrayContaining(['README.md', 'more.txt']));
  });
});

describe('a catalog is recorded', () => {
  test('relative when it lies inside the repository, so that it goes along with it', async () => {
    const cwd = folder();
    cpSync(catalog(FIRST), join(cwd, 'acme/catalog'), { recursive: true });
    expect((await run(['acme', '--yes', '--catalog', 'acme/catalog'], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'acme/devops-stack.yaml'), 'utf8')).toContain('catalogs: [./catalog]');
    cpSync(join(cwd, 'acme'), join(cwd, 'moved'), { recursive: true });
    rmSync(join(cwd, 'acme'), { recursive: true });
    const { code, out, err } = await run(['update', '-C', 'moved'], { cwd });
    expect({ code, out }, err).toEqual({ code: 0, out: '  Nothing to do.\n' });
  });

  test('as it is when it lies elsewhere', async () => {
    const { shipped, read } = await repository(FIRST);
    expect(read('devops-stack.yaml')).toContain(`catalogs: [${shipped}]`);
  });

  test('and read again by every later verb: a changed one is a newer template', async () => {
    const { release, run: verb, ok, read } = await repository(FIRST);
    release({ 'base/files/a.txt': 'newer\n', 'base/files/c.txt': 'new\n', 'base/files/b.txt': null });
    expect((await verb('status', '--json')).json().summary).toEqual({ ours: 2, stale: 3 });
    const out = await ok('update');
    expect(out).toMatch(/create +c\.txt\n.*update +a\.txt\n.*delete +b\.txt/s);
    expect(read('a.txt')).toBe('newer\n');
  });

  test('versions too', async () => {
    const { release, ok, read } = await repository(FIRST);
    release({ 'versions.yaml': 'tools: { node: 22.0.0, helm: 3.9.0 }\n' });
    await ok('update');
    expect(read('tools.txt')).toBe('node 22.0.0 helm 3.9.0\n');
  });
});

describe('narrowing', () => {
  const ONE_CLOUD = {
    'aws/component.yaml': 'title: AWS\nwhen: { cloud: aws }\n',
    'eks/component.yaml': 'title: EKS\nwhen: { orchestrator: [eks, gke] }\n',
    'always/component.yaml': 'title: X\n',
    'always/files/always.txt': 'always\n',
  };

  test('a value that no component answers is refused and the others are named', async () => {
    const { code, err } = await run(['acme', '--yes', '--cloud', 'gcp', '--catalog', catalog(ONE_CLOUD)], { cwd: folder() });
    expect(code).toBe(2);
    expect(err).toContain('gcp is not in this catalog; here: aws');
  });

  test('only answered values are listed, and the schema beside the stack file knows no others', async () => {
    const { ok, read } = await repository(ONE_CLOUD);
    expect(await ok('list')).toMatch(/^clouds\n {2}aws +Amazon Web Services\norchestrators\n {2}eks .*\n {2}gke .*\ncomponents\n/);
    const schema = JSON.parse(read('devops-stack.schema.json')) as { properties: Record<string, { enum?: string[] }> };
    expect(schema.properties['cloud']?.enum).toEqual(['aws']);
  });

  test('a field that nothing mentions is neither asked nor written', async () => {
    const { read, ok } = await repository(ONE_CLOUD);
    expect(read('devops-stack.yaml')).not.toMatch(/^(ci|persona|registry|delivery):/m);
    expect(await ok('list')).not.toContain('personas');
  });

  test('a component without a condition is always selected', async () => {
    const { read } = await repository(ONE_CLOUD);
    expect(read('always.txt')).toBe('always\n');
  });
});
