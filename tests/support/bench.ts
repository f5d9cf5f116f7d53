import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { folder } from './run.ts';
import { REPOSITORY } from './reference.ts';
import temporary from './temporary.ts';

// `npm run bench`: what it costs, as ratios measured in one run on one machine. Exit 1 when a bound is broken.
process.once('exit', temporary());

const require = createRequire(import.meta.url);
const ROUNDS = 15;
const MOST_MEMORY_MB = 96;
const MOST_SECONDS = 60;
/** Linear, with room for what a busy machine adds. */
const LINEAR = 1.5;

/** The package as it is built now, where a build at the same time does not change it. */
const PACKAGE = folder('package');
for (const part of ['dist', 'templates', 'personas', 'package.json'])
  cpSync(join(REPOSITORY, part), join(PACKAGE, part), { recursive: true });
const CLI = join(PACKAGE, 'dist/cli.cjs');

interface Timed {
  readonly command: readonly [string, ...string[]];
  /** Makes ready before each round; not timed. */
  readonly before?: () => void;
  readonly cwd?: string;
}

function succeed({ status, stderr }: SpawnSyncReturns<string>, command: readonly string[]): void {
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}: ${stderr}`);
}

function once({ command: [file, ...argv], before, cwd = PACKAGE }: Timed): number {
  before?.();
  const started = process.hrtime.bigint();
  const ended = spawnSync(file, argv, { cwd, encoding: 'utf8' });
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  succeed(ended, [file, ...argv]);
  return milliseconds;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Medians, the commands taking turns, so that a busy moment falls on all of them. */
function medians<K extends string>(commands: Readonly<Record<K, Timed>>, rounds: number): Record<K, number> {
  const names = Object.keys(commands) as K[];
  const times = new Map<K, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) for (const name of names) times.get(name)!.push(once(commands[name]));
  return Object.fromEntries(names.map((name) => [name, median(times.get(name)!)])) as Record<K, number>;
}

const node = (...argv: string[]): [string, ...string[]] => [process.execPath, ...argv];
const away = (path: string) => (): void => rmSync(path, { recursive: true, force: true });

/** Peak memory of a command in MB, told by the process itself as it ends. */
function memory(argv: readonly string[], { before, cwd }: Pick<Timed, 'before' | 'cwd'>): number {
  before?.();
  const telling =
    'data:text/javascript,import fs from "node:fs";process.on("exit",()=>fs.writeSync(3,String(process.resourceUsage().maxRSS)))';
  const ended = spawnSync(process.execPath, ['--import', telling, CLI, ...argv], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  succeed(ended, argv);
  return Number(ended.output[3]) / 1024;
}

/** plop with a template for every file that we wrote: the same paths and, but for a space in `{{`, the same text. */
function plopOver(result: string): Timed {
  const at = folder('plop');
  for (const path of readdirSync(result, { recursive: true, encoding: 'utf8' })) {
    if (path.startsWith('.devops-stack') || !statSync(join(result, path)).isFile()) continue;
    mkdirSync(dirname(join(at, 'templates', path)), { recursive: true });
    writeFileSync(
      join(at, 'templates', path),
      readFileSync(join(result, path), 'utf8').replaceAll('{{', '{ {').replaceAll('acme', '{{name}}'),
    );
  }
  const action = {
    type: 'addMany',
    base: 'templates',
    destination: 'out',
    templateFiles: 'templates/**/*',
    globOptions: { dot: true },
    data: { name: 'acme' },
    verbose: false,
  };
  writeFileSync(
    join(at, 'plopfile.mjs'),
    `export default (plop) => plop.setGenerator('all', { prompts: [], actions: [${JSON.stringify(action)}] });\n`,
  );
  const plop = require.resolve('plop/package.json').replace('package.json', 'bin/plop.js');
  return { command: node(plop, 'all'), cwd: at, before: away(join(at, 'out')) };
}

interface Row {
  readonly what: string;
  readonly value: string;
  /** What it must not exceed, and whether it does; absent: only for comparison. */
  readonly bound?: string;
  readonly broken?: boolean;
}

const ratio = (what: string, value: number, most?: number): Row => ({
  what,
  value: `${value.toFixed(2)} x`,
  ...(most !== undefined && { bound: `${most} x`, broken: value > most }),
});

function speed(): Row[] {
  const at = folder('bench');
  const made = join(folder('bench'), 'acme');
  succeed(spawnSync(process.execPath, [CLI, 'acme', '--yes'], { cwd: dirname(made), encoding: 'utf8' }), ['create']);
  const clone = join(at, 'clone');
  cpSync(made, clone, { recursive: true });
  // What Git does not carry: a clone knows nothing of the last run, so everything is planned and compared.
  away(join(clone, '.devops-stack'))();
  const create: Timed = { command: node(CLI, 'acme', '--yes'), cwd: at, before: away(join(at, 'acme')) };
  const t = medians(
    {
      node: { command: node('-e', '0') },
      help: { command: node(CLI, '--help') },
      create,
      copy: { command: ['cp', '-r', made, join(at, 'copy')], before: away(join(at, 'copy')) },
      update: { command: node(CLI, 'update'), cwd: made },
      status: { command: node(CLI, 'status'), cwd: made },
      clone: { command: node(CLI, 'update'), cwd: clone },
    },
    ROUNDS,
  );
  const { plop } = medians({ plop: plopOver(made) }, 5);
  const peak = Math.max(
    memory(['acme', '--yes'], create),
    memory(['update'], { cwd: clone }),
    memory(['status', '--verbose'], { cwd: made }),
  );
  return [
    { what: 'node -e 0', value: `${t.node.toFixed(0)} ms` },
    { what: 'cp -r of the first stack', value: `${t.copy.toFixed(0)} ms` },
    { what: 'create the first stack', value: `${t.create.toFixed(0)} ms` },
    ratio('--help / node', t.help / t.node, 1.35),
    ratio('create / (node + cp -r)', t.create / (t.node + t.copy), 4),
    ratio('update with nothing to do / node', t.update / t.node, 3),
    ratio('status / node', t.status / t.node, 3),
    ratio('update with nothing to do in a clone / node', t.clone / t.node),
    ratio('create / plop rendering the same files', t.create / plop),
    { what: 'peak memory', value: `${peak.toFixed(0)} MB`, bound: `${MOST_MEMORY_MB} MB`, broken: peak > MOST_MEMORY_MB },
  ];
}

/** Seconds to create a stack of so many services. */
function services(count: number): number {
  const at = folder('growth');
  const names = Array.from({ length: count }, (_, index) => `  s${String(index).padStart(4, '0')}: {}\n`);
  writeFileSync(join(at, 'stack.yaml'), `name: acme\nservices:\n${names.join('')}`);
  const rounds = count > 100 ? 1 : 3;
  const seconds =
    medians({ create: { command: node(CLI, 'acme', '--yes', '--from', 'stack.yaml'), cwd: at, before: away(join(at, 'acme')) } }, rounds)
      .create / 1000;
  rmSync(at, { recursive: true });
  return seconds;
}

function growth(): Row[] {
  const counts = [1, 10, 100, 1000] as const;
  const [one, ten, hundred, thousand] = counts.map(services) as [number, number, number, number];
  const perService = (from: number, to: number, more: number): number => (to - from) / more;
  return [
    ...[one, ten, hundred].map((seconds, index): Row => ({
      what: `create with ${counts[index]} services`,
      value: `${seconds.toFixed(2)} s`,
    })),
    { what: 'create with 1000 services', value: `${thousand.toFixed(2)} s`, bound: `${MOST_SECONDS} s`, broken: thousand > MOST_SECONDS },
    ratio('a service among 1000 / one among 100', perService(hundred, thousand, 900) / perService(one, hundred, 99), LINEAR),
  ];
}

const rows = [...speed(), ...growth()];
for (const { what, value, bound, broken } of rows)
  console.log(`${broken ? '✗' : ' '} ${what.padEnd(44)} ${value.padStart(10)}${bound ? `   at most ${bound}` : ''}`);
process.exitCode = rows.some(({ broken }) => broken) ? 1 : 0;
