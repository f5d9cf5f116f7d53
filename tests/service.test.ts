import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { planText, REPOSITORY, shippedCatalog } from './support/reference.ts';
import { write } from './support/run.ts';

// The starter is started for real, offline: its packages are our devDependencies in the same versions.

const CATALOG = await shippedCatalog();
const FOLDER = 'services/api/';
const files = [...planText('service', 'name: acme-platform\n', CATALOG).files].filter(([path]) => path.startsWith(FOLDER));
const emitted = Object.fromEntries(files.map(([path, text]) => [path.slice(FOLDER.length), text]));

/** Inside the repository, so that Node finds the packages above. */
function emit(more: Readonly<Record<string, string>> = {}): string {
  mkdirSync(join(REPOSITORY, '.cache'), { recursive: true });
  const root = mkdtempSync(join(REPOSITORY, '.cache', 'service-'));
  folders.push(root);
  write(root, { ...emitted, ...more });
  return root;
}
const folders: string[] = [];
afterAll(() => {
  for (const root of folders) rmSync(root, { recursive: true, force: true });
});

interface Line {
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly service: string;
  readonly [field: string]: unknown;
}

interface Process {
  readonly base: string;
  readonly lines: readonly Line[];
  readonly stop: (signal: NodeJS.Signals) => void;
  readonly exited: Promise<readonly [number | null, NodeJS.Signals | null]>;
  readonly line: (message: string) => Promise<Line>;
}

/** Start it as its Dockerfile does, on a free port, and collect its log. */
async function start(root: string, settings: Readonly<Record<string, string>> = {}): Promise<Process> {
  const env = { PATH: process.env['PATH'], OTEL_SERVICE_NAME: 'api', PORT: '0', STOP_DELAY_MS: '400', ...settings };
  const child = spawn(process.execPath, ['src/main.js'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on('line', (text) => lines.push(JSON.parse(text) as Line));
  const line = (message: string): Promise<Line> =>
    expect
      .poll(() => lines.find((one) => one.message === message), { timeout: 10_000, interval: 20 })
      .toBeDefined()
      .then(() => lines.find((one) => one.message === message)!);
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  const { port } = await line('listening');
  return { base: `http://127.0.0.1:${String(port)}`, lines, stop: (signal) => void child.kill(signal), exited, line };
}

const SLOW = `export const routes = {
  "/": { GET: () => ({ body: { service: process.env.OTEL_SERVICE_NAME } }) },
  "/slow": { GET: () => new Promise((resolve) => setTimeout(() => resolve({ body: { slow: true } }), 1_500)) },
};
`;

describe('the packages of the starter', () => {
  const read = (path: string): Record<string, Record<string, string>> => JSON.parse(readFileSync(join(REPOSITORY, path), 'utf8')) as never;
  const { dependencies = {} } = JSON.parse(emitted['package.json']!) as { dependencies?: Record<string, string> };
  const lock = JSON.parse(emitted['package-lock.json']!) as {
    packages: Record<string, { version: string; integrity?: string; dependencies?: Record<string, string> }>;
  };

  it('are those of versions.yaml, of its lockfile, and what is installed here', () => {
    const versions = Object.entries(CATALOG.versions['npm'] as Record<string, string>).map(([key, version]) => [
      key.replace(/^opentelemetry-/, '@opentelemetry/'),
      version,
    ]);
    expect(dependencies).toEqual(Object.fromEntries(versions));
    expect(lock.packages['']?.dependencies).toEqual(dependencies);
    for (const [name, version] of Object.entries(dependencies)) {
      expect(read('package.json')['devDependencies']?.[name], `${name} among our devDependencies`).toBe(version);
      expect(read(`node_modules/${name}/package.json`)['version'], `${name} installed`).toBe(version);
    }
  });

  it('are locked by hash, from no registry in particular', () => {
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(packages.length).toBeGreaterThan(10);
    expect(packages.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))).toEqual([]);
    expect(emitted['package-lock.json']).not.toMatch(/resolved|https?:/);
    const ours = read('package-lock.json')['packages'] as unknown as Record<string, { version: string; integrity: string }>;
    for (const [path, { version, integrity }] of packages.filter(([name, { version }]) => ours[name]?.version === version))
      expect({ path, version, integrity }).toEqual({ path, version, integrity: ours[path]?.integrity });
  });
});

describe('the starter', () => {
  it('answers, measures and logs lines of JSON', async () => {
    const { base, line, lines, stop, exited } = await start(emit());
    const get = async (path: string): Promise<{ status: number; type: string | null; text: string }> => {
      const response = await fetch(base + path);
      return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
    };
    expect(await get('/healthz')).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    expect(await get('/readyz')).toMatchObject({ status: 200 });
    expect(await get('/')).toMatchObject({ status: 200, type: 'application/json', text: '{"service":"api"}' });
    expect(await get('/nowhere')).toMatchObject({ status: 404 });
    const metrics = await get('/metrics');
    expect(metrics.type).toContain('text/plain');
    expect(metrics.text).toMatch(/^http_request_duration_seconds_count\{method="GET",route="\/",status="200"\} 1$/m);
    expect(metrics.text).toMatch(/^process_cpu_seconds_total /m);
    expect(await line('request')).toMatchObject({
      level: 'info',
      service: 'api',
      status: 200,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(lines.filter(({ time }) => Number.isNaN(Date.parse(time)))).toEqual([]);
    stop('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('drains on SIGTERM: not ready at once, the request in flight is answered, then it leaves with 0', async () => {
    const { base, line, lines, stop, exited } = await start(emit({ 'src/routes.js': SLOW }));
    const slow = fetch(`${base}/slow`);
    await fetch(base);
    stop('SIGTERM');
    await line('stopping');
    expect((await fetch(`${base}/readyz`)).status).toBe(503);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    const response = await slow;
    expect({ status: response.status, body: await response.json() }).toEqual({ status: 200, body: { slow: true } });
    expect(await exited).toEqual([0, null]);
    expect(lines.map(({ message }) => message).slice(-2)).toEqual(['request', 'stopped']);
    await expect(fetch(base)).rejects.toThrow();
  });

  it('does not wait for a request for ever', async () => {
    const { base, lines, stop, exited } = await start(emit({ 'src/routes.js': SLOW }), { STOP_DELAY_MS: '50', STOP_TIMEOUT_MS: '100' });
    const slow = fetch(`${base}/slow`).then(
      () => 'answered',
      () => 'cut off',
    );
    await fetch(base);
    stop('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(await slow).toBe('cut off');
    expect(lines.map(({ message }) => message)).toContain('requests were cut off');
  });

  it('passes its own tests, and they notice a fault', { timeout: 60_000 }, () => {
    const test = (root: string): number | null =>
      spawnSync(process.execPath, ['--test'], { cwd: root, env: { PATH: process.env['PATH'] }, encoding: 'utf8' }).status;
    expect(test(emit())).toBe(0);
    expect(test(emit({ 'src/app.js': emitted['src/app.js']!.replace('status: 503', 'status: 200') }))).toBe(1);
  });
});
