import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { inParallel } from '../../../src/shell/parallel.ts';
import { install, installed } from './install.ts';
import { begin, isKnown, judge, proveSeed, versionOf } from './judge.ts';
import { REPOSITORY, TOOLCHAIN } from './paths.ts';
import { suppressions, withoutReason } from './suppressions.ts';
import { progress } from './progress.ts';
import { type Cell, details, notRun, type Row, table, times, unproven } from './table.ts';
import type { Tool } from './tool.ts';
import { generate, readTree, type Tree } from './trees.ts';

// npm run verify: every emitted file, proven by the tool that reads it. tests/README.md says how to use and extend it.

/** `--tool a b` says the same as `--tool a --tool b`. */
function spread(argv: readonly string[]): string[] {
  let flag = '';
  return argv.flatMap((arg) => {
    if (!arg.startsWith('-')) return flag ? [flag, arg] : [arg];
    flag = ['--stack', '--tree', '--tool'].includes(arg) ? arg : '';
    return flag ? [] : [arg];
  });
}

const { values: flags } = parseArgs({
  args: spread(process.argv.slice(2)),
  options: {
    stack: { type: 'string', multiple: true },
    tree: { type: 'string', multiple: true },
    tool: { type: 'string', multiple: true },
    full: { type: 'boolean' },
    install: { type: 'boolean' },
    json: { type: 'boolean' },
    pairwise: { type: 'boolean' },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Every folder of tests/toolchain with a tool.ts is a tool. */
async function tools(): Promise<Tool[]> {
  const folders = readdirSync(TOOLCHAIN, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'harness' && existsSync(join(TOOLCHAIN, entry.name, 'tool.ts')),
  );
  const all = await Promise.all(
    folders.map(
      async ({ name }) =>
        ((await import(join(TOOLCHAIN, name, 'tool.ts'))) as { default?: Tool; [key: string]: unknown })[camel(name)] as Tool,
    ),
  );
  const wanted = flags.tool ?? [];
  const unknown = wanted.find((name) => !all.some((one) => one.name === name));
  if (unknown) throw new Error(`There is no tool ${unknown}. Here: ${all.map(({ name }) => name).join(', ')}`);
  return all.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
}

const camel = (name: string): string => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

async function trees(): Promise<Tree[]> {
  if (flags.tree) return flags.tree.map((folder) => readTree(basename(resolve(folder)), resolve(folder)));
  if (flags.pairwise) return (await import('./pairwise.ts')).pairwiseTrees();
  const folder = join(REPOSITORY, 'tests/stacks');
  const files =
    flags.stack?.map((file) => resolve(file)) ??
    readdirSync(folder)
      .filter((file) => file.endsWith('.yaml'))
      .toSorted()
      .map((file) => join(folder, file));
  return Promise.all(files.map((file) => generate(basename(file, '.yaml'), file)));
}

/** Why a tool cannot judge here; undefined when it can. */
async function obstacle(tool: Tool, failures: ReadonlyMap<string, string>): Promise<string | undefined> {
  if (failures.has(tool.name)) return failures.get(tool.name);
  if (tool.recipes.some((recipe) => !installed(recipe)))
    return tool.tier === 2 ? 'tier 2, not installed (--full installs it)' : 'not installed';
  return undefined;
}

/** A real provider of a cloud takes minutes for a stack. */
const isSlow = ({ recipes }: Tool): boolean => recipes.some(({ kind }) => kind === 'provider');
const LATER = 'it takes minutes for a stack, and this one is not known yet (--full judges it)';
/** Stacks that nobody named: all that are written down. */
const isReference = !flags.stack && !flags.tree && !flags.pairwise;

/** Why a tool that is at hand does not judge a tree. */
function skipped(tool: Tool, tree: Tree): Cell | undefined {
  if (isReference && tool.stacks?.includes(tree.name) === false) return { kind: 'not run', why: `${tool.stacks.join(', ')} are enough` };
  return isSlow(tool) && !flags.full && !isKnown(tool, tree) ? { kind: 'not run', why: LATER } : undefined;
}

interface Judged {
  readonly row: Row;
  readonly problem: string | undefined;
}

async function judgeAll(tool: Tool, list: readonly Tree[], why: string | undefined): Promise<Judged> {
  if (why)
    return {
      row: { tool, trueVersion: tool.version, cells: new Map(list.map(({ name }) => [name, { kind: 'not run', why } satisfies Cell])) },
      problem: tool.tier === 1 || flags.full ? why : undefined,
    };
  const problem = await proveSeed(tool);
  const cells = new Map<string, Cell>();
  for (const tree of list) cells.set(tree.name, skipped(tool, tree) ?? { kind: 'judged', ...(await judge(tool, tree)) });
  return { row: { tool, trueVersion: await versionOf(tool), cells }, problem: problem && `${tool.name} ${problem}` };
}

/** Files that no tool reads are findings of their own. */
const unread = (all: readonly Tool[], list: readonly Tree[]): string[] =>
  list.flatMap(({ name, files }) =>
    [...files.keys()]
      .filter((path) => !all.some((one) => one.covers !== false && one.reads(path)))
      .map((path) => `coverage  ${name}  ${path}  no tool reads it`),
  );

/** Tools at a time: memory is what limits them. */
const WORKERS = 2;

async function main(): Promise<number> {
  const started = performance.now();
  const all = await tools();
  const failures = await install(
    all.filter(({ tier }) => tier === 1 || flags.full),
    say,
  );
  for (const [name, why] of failures) say(`${name}: ${why}`);
  if (flags.install) return failures.size === 0 ? 0 : 1;
  begin(all);
  const list = await trees();
  const judged = new Map<string, Judged>();
  const shown = progress(all.length, list.length);
  const judgeOne = async (tool: Tool): Promise<void> => {
    shown.begin(tool.name);
    judged.set(tool.name, await judgeAll(tool, list, await obstacle(tool, failures)));
    shown.end(tool.name);
  };
  // What takes long comes first, so that it does not wait alone at the end.
  await inParallel(
    all.toSorted((a, b) => b.tier - a.tier),
    judgeOne,
    WORKERS,
  );
  const results = all.map(({ name }) => judged.get(name)!);
  const code = print(results, list, { all, seconds: (performance.now() - started) / 1000 });
  if (!flags.tree) for (const { root } of list) rmSync(dirname(root), { recursive: true, force: true });
  return code;
}

function print(results: readonly Judged[], list: readonly Tree[], { all, seconds }: { all: readonly Tool[]; seconds: number }): number {
  const rows = results.map(({ row }) => row);
  const muted = list.flatMap((tree) => suppressions(tree).map((one) => ({ ...one, stack: tree.name })));
  const findings = [
    ...details(rows),
    ...(flags.tool ? [] : unread(all, list)),
    ...withoutReason(muted).map(({ file, line, message }) => `suppression  ${file}:${line}  ${message}`),
    ...results.flatMap(({ problem }) => (problem ? [problem] : [])),
  ];
  if (flags.json)
    process.stdout.write(
      `${JSON.stringify({ findings, rows: rows.map(({ tool, trueVersion, cells }) => ({ tool: tool.name, version: tool.version, trueVersion, cells: Object.fromEntries(cells) })), unproven: unproven(rows), suppressions: muted })}\n`,
    );
  else {
    const unique = new Map(
      muted.map(({ file, line, text, above }) => [`${file} ${text}`, `  ${file}:${line}  ${text}${above && `  (${above})`}`]),
    );
    process.stdout.write(
      [
        table(
          rows,
          list.map(({ name }) => name),
        ),
        '',
        ...notRun(rows),
        ...unproven(rows),
        ...findings,
        '',
        `${unique.size} suppressions`,
        ...unique.values(),
        '',
        times(rows),
        `${findings.length} findings in ${list.length} stacks, ${seconds.toFixed(0)} s`,
        '',
      ].join('\n'),
    );
  }
  return findings.length === 0 ? 0 : 1;
}

// What was started for a judgement ends with it, also when somebody ends that: at `exit`, which a signal alone does not bring.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
process.exitCode = await main();
