import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { planText, REPOSITORY, shippedCatalog } from './support/reference.ts';
import { write } from './support/run.ts';

// The starter is started for real, offline: its packages are our devDependencies in the same versions.

const CATALOG = await shippedCatalog();
const STACK = 'name: acme-platform\nservices: { api: { kind: http }, mailer: { kind: worker }, nightly: { kind: job } }\n';
const { files } = planText('service', STACK, CATALOG);
const folderOf = (service: string): Record<string, string> => {
  const prefix = `services/${service}/`;
  const own = [...files].filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(own.map(([path, text]) => [path.slice(prefix.length), text]));
};
const emitted = folderOf('api');
const worker = folderOf('mailer');
const job = folderOf('nightly');

/** Inside the repository, so that Node finds the packages above. */
function emit(more: Readonly<Record<string, string>> = {}, service = emitted): string {
  mkdirSync(join(REPOSITORY, '.cache'), { recursive: true });
  const root = mkdtempSync(join(REPOSITORY, '.cache', 'service-'));
  folders.push(root);
  write(root, { ...service, ...more });
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
  readonly lines: readonly Line[];
  readonly stop: (signal: NodeJS.Signals) => void;
  readonly exited: Promise<readonly [number | null, NodeJS.Signals | null]>;
  readonly line: (message: string) => Promise<Line>;
}

/** Start it as its Dockerfile does and collect its log. */
function launch(root: string, settings: Readonly<Record<string, string>> = {}): Process {
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
  const exited = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  return { lines, stop: (signal) => void child.kill(signal), exited, line };
}

/** A service on a free port, once it listens. */
async function start(root: string, settings: Readonly<Record<string, string>> = {}): Promise<Process & { readonly base: string }> {
  const launched = launch(root, settings);
  const { port } = await launched.line('listening');
  return { ...launched, base: `http://127.0.0.1:${String(port)}` };
}

/** Its own tests, as the pipeline runs them. */
const test = (root: string, ...only: string[]): number | null =>
  spawnSync(process.execPath, ['--test', ...only], { cwd: root, env: { PATH: process.env['PATH'] }, encoding: 'utf8' }).status;

const SLOW = `export const routes = {
  "/": { GET: () => ({ body: { service: process.env.OTEL_SERVICE_NAME } }) },
  "/slow": { GET: () => new Promise((resolve) => setTimeout(() => resolve({ body: { slow: true } }), 1_500)) },
};
`;

describe('the packages of a starter', () => {
  const read = (path: string): Record<string, Record<string, string>> => JSON.parse(readFileSync(join(REPOSITORY, path), 'utf8')) as never;
  const versions = Object.entries(CATALOG.versions['npm'] as Record<string, string>).map(
    ([key, version]) => [key.replace(/^opentelemetry-/, '@opentelemetry/'), version] as const,
  );
  const rows = [
    { what: 'a service', own: emitted, names: versions.map(([name]) => name) },
    { what: 'a worker', own: worker, names: versions.map(([name]) => name).filter((name) => name !== 'prom-client') },
    { what: 'a job', own: job, names: versions.map(([name]) => name).filter((name) => name !== 'prom-client') },
  ].map(({ own, ...row }) => ({
    ...row,
    dependencies: (JSON.parse(own['package.json']!) as { dependencies: Record<string, string> }).dependencies,
    text: own['package-lock.json']!,
    lock: JSON.parse(own['package-lock.json']!) as {
      packages: Record<string, { version: string; integrity?: string; dependencies?: Record<string, string> }>;
    },
  }));

  it.each(rows)('are those of versions.yaml, of its lockfile, and what is installed here: $what', ({ names, dependencies, lock }) => {
    expect(dependencies).toEqual(Object.fromEntries(versions.filter(([name]) => names.includes(name))));
    expect(lock.packages['']?.dependencies).toEqual(dependencies);
    for (const [name, version] of Object.entries(dependencies)) {
      expect(read('package.json')['devDependencies']?.[name], `${name} among our devDependencies`).toBe(version);
      expect(read(`node_modules/${name}/package.json`)['version'], `${name} installed`).toBe(version);
    }
  });

  it.each(rows)('are locked by hash, from no registry in particular: $what', ({ lock, text }) => {
    const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
    expect(packages.length).toBeGreaterThan(10);
    expect(packages.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''))).toEqual([]);
    expect(text).not.toMatch(/resolved|https?:/);
    const ours = read('package-lock.json')['packages'] as unknown as Record<string, { version: string; integrity: string }>;
    for (const [path, { version, integrity }] of packages.filter(([name, { version }]) => ours[name]?.version === version))
      expect({ path, version, integrity }).toEqual({ path, version, integrity: ours[path]?.integrity });
  });
});

describe('the starter of a service', () => {
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

  it('asks its upstream within the trace of its caller, and says less when that is gone', async () => {
    const parents: unknown[] = [];
    const upstream = createServer((request, response) => {
      parents.push(request.headers['traceparent']);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"stock":3}');
    });
    await new Promise<void>((resolve) => void upstream.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${String((upstream.address() as AddressInfo).port)}`;
    const { base, line, stop, exited } = await start(emit(), { UPSTREAM_URL: url });
    const ask = async (): Promise<unknown> => (await fetch(`${base}/upstream`)).json();
    expect(await ask()).toEqual({ upstream: { status: 200, body: { stock: 3 } } });
    expect(parents).toEqual([expect.stringContaining(String((await line('request'))['trace_id']))]);
    upstream.closeAllConnections();
    upstream.close();
    expect(await ask()).toEqual({ upstream: { degraded: true } });
    expect(await line('degraded')).toMatchObject({ level: 'warn', upstream: 'upstream' });
    stop('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it.each([
    ['app', 'src/app.js', 'status: 503', 'status: 200'],
    ['client', 'src/client.js', 'hopeless || !repeatable', 'hopeless'],
    ['client', 'src/breaker.js', 'inARow >= failures', 'false'],
    ['client', 'src/attempt.js', 'carrier.set(key, value)', 'undefined'],
    ['config', 'src/settings.js', 'Number(text) <= most', 'true'],
    ['stop', 'src/main.js', 'state.ready = false', 'state.ready = true'],
  ])('has a test/%s.test.js that notices a fault in %s', { timeout: 60_000 }, (name, path, right, wrong) => {
    expect(emitted[path]).toContain(right);
    expect(test(emit({ [path]: emitted[path]!.replace(right, wrong) }), `test/${name}.test.js`)).toBe(1);
  });

  it('passes its own tests', { timeout: 60_000 }, () => {
    expect(test(emit())).toBe(0);
  });
});

describe('the starter of a worker', () => {
  const withWork = (work: string): string => emit({ 'src/work.js': work }, worker);
  const SOURCE = `let number = 0;
export async function next(stopping) {
  stopping.throwIfAborted();
  number += 1;
  return { id: String(number), headers: { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } };
}
`;
  const WAIT = 'new Promise((resolve) => setTimeout(resolve, 600))';

  it('works as it is, and logs each piece of work as a line of JSON', async () => {
    const { line, stop, exited } = launch(emit({}, worker), { OTEL_SERVICE_NAME: 'mailer', WORK_INTERVAL_MS: '20' });
    expect(await line('worked')).toMatchObject({
      level: 'info',
      service: 'mailer',
      id: '1',
      seconds: expect.any(Number) as number,
      trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    stop('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('finishes the piece in hand on SIGTERM, takes no other, and leaves with 0', async () => {
    const { line, lines, stop, exited } = launch(
      withWork(`${SOURCE}import { log } from "./log.js";\nexport function work() {\n  log("info", "begun");\n  return ${WAIT};\n}\n`),
    );
    expect(await line('begun')).toMatchObject({ trace_id: '0af7651916cd43dd8448eb211c80319c' });
    stop('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(lines.map(({ message }) => message)).toEqual(['working', 'begun', 'stopping', 'worked', 'stopped']);
  });

  it('does not wait for a piece for ever', async () => {
    const { line, lines, stop, exited } = launch(
      withWork(`${SOURCE}import { log } from "./log.js";\nexport function work() {\n  log("info", "begun");\n  return ${WAIT};\n}\n`),
      { STOP_TIMEOUT_MS: '50' },
    );
    await line('begun');
    stop('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect(lines.at(-1)?.message).toBe('work was cut off');
  });

  it('ends itself when a piece hangs, so that it is started again', async () => {
    const { lines, exited } = launch(withWork(`${SOURCE}export const work = () => new Promise(() => {});\n`), { WORK_TIMEOUT_MS: '100' });
    expect(await exited).toEqual([1, null]);
    expect(lines.map(({ message }) => message)).toEqual(['working', 'work failed', 'gave up']);
  });

  it('passes its own tests, and they notice a fault', { timeout: 60_000 }, () => {
    expect(test(emit({}, worker))).toBe(0);
    expect(
      test(emit({ 'src/worker.js': worker['src/worker.js']!.replace('if (error instanceof Overdue) throw error;', '') }, worker)),
    ).toBe(1);
  });
});

describe('the starter of a job', () => {
  const run = (work: string | undefined, settings: Readonly<Record<string, string>> = {}): Process =>
    launch(emit(work === undefined ? {} : { 'src/work.js': work }, job), { OTEL_SERVICE_NAME: 'nightly', ...settings });
  const HANG = 'export const work = () => new Promise(() => {});\n';

  it('runs once and leaves with 0', async () => {
    const { line, lines, exited } = run(undefined);
    expect(await exited).toEqual([0, null]);
    expect(await line('done')).toMatchObject({ level: 'info', service: 'nightly', seconds: expect.any(Number) as number });
    expect(lines.map(({ message }) => message)).toEqual(['started', 'done']);
    expect(new Set(lines.map(({ trace_id }) => trace_id)).size).toBe(1);
  });

  it.each([
    ['fails', 'export function work() {\n  throw new Error("the reason");\n}\n', {}, 'the reason'],
    ['hangs', HANG, { RUN_TIMEOUT_MS: '100' }, 'not done after 100 ms'],
  ])('leaves with 1 when its work %s, and says why', async (_what, work, settings, reason) => {
    const { line, exited } = run(work, settings as Record<string, string>);
    expect(await exited).toEqual([1, null]);
    expect((await line('failed'))['error']).toContain(reason);
  });

  it('leaves with 1 when it is told to stop', async () => {
    const { line, stop, exited } = run(HANG);
    await line('started');
    stop('SIGTERM');
    expect(await exited).toEqual([1, null]);
    expect((await line('failed'))['error']).toContain('stopped by SIGTERM');
  });

  it('passes its own tests, and they notice a fault', { timeout: 60_000 }, () => {
    expect(test(emit({}, job))).toBe(0);
    expect(test(emit({ 'src/job.js': job['src/job.js']!.replace('return false', 'return true') }, job))).toBe(1);
  });
});
