import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inParallel } from '../../../src/shell/parallel.ts';
import { exec } from './exec.ts';
import { installed } from './install.ts';
import { CACHE, RESULTS, TOOLCHAIN } from './paths.ts';
import type { Finding, Recipe, Tool, Work } from './tool.ts';
import { copyOf, type Tree } from './trees.ts';

export interface Verdict {
  readonly findings: readonly Finding[];
  readonly seconds: number;
  readonly cached: boolean;
}

const digests = new Map<Tool, string>();

/** Everything that decides a tool's verdict besides the files: its own folder, the folders that it uses, and its programs. */
function digest(tool: Tool): string {
  const known = digests.get(tool) ?? digestOf(tool);
  digests.set(tool, known);
  return known;
}

/** Take the digests while the code on disk is the code that runs: a verdict of old code under a new digest would be believed. */
export const begin = (tools: readonly Tool[]): void => tools.forEach(digest);

function digestOf({ name, version, recipes, uses = [], configuration = '' }: Tool): string {
  const hash = createHash('sha256').update(`${version}\0${configuration}`);
  for (const path of recipes.map(installed)) {
    hash.update(`\0${path}`);
    // What npm brings is new on disk at every `npm ci`, so there the content counts.
    if (path?.endsWith('.json')) hash.update(readFileSync(path));
    else if (path && existsSync(path)) hash.update(`${statSync(path).size} ${statSync(path).mtimeMs}`);
  }
  for (const folder of [name, ...uses].map((one) => join(TOOLCHAIN, one))) {
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (statSync(join(folder, path)).isFile()) hash.update(`\0${path}\0`).update(readFileSync(join(folder, path)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const work = (tool: Tool, root: string, files: readonly string[]): Work => ({
  root,
  files,
  bin: (name) => binaryOf(tool, name),
  source: (module) => sourceOf(tool, module),
  exec: (command, args, options = {}) => exec(command, args, { cwd: root, ...options }),
  cache: join(CACHE, 'tools', `${tool.name}-${createHash('sha256').update(tool.version).digest('hex').slice(0, 12)}`),
});

function binaryOf({ name: toolName, recipes }: Tool, name: string): string {
  const found = recipes
    .filter((recipe) => 'binary' in recipe && recipe.binary === name)
    .map(installed)
    .find(Boolean);
  if (!found) throw new Error(`${toolName} has no recipe for ${name}`);
  return found;
}

function sourceOf({ name, recipes }: Tool, module: string): string {
  const found = recipes
    .filter((recipe) => recipe.kind === 'go-source' && recipe.module === module)
    .map(installed)
    .find(Boolean);
  if (!found) throw new Error(`${name} has no recipe for ${module}`);
  return found;
}

/** Judge a tree: unit by unit, each verdict remembered by tool, configuration and content. */
export async function judge(tool: Tool, tree: Tree): Promise<Verdict> {
  const started = performance.now();
  const units = unitsOf(tool, tree);
  const verdicts = units.map(() => ({ findings: [] as readonly Finding[], cached: true }));
  const judgeOne = async (files: readonly string[], index: number): Promise<void> => {
    verdicts[index] = await judgeUnit(tool, tree, files);
  };
  await inParallel(units, judgeOne, tool.together ?? 1);
  return {
    findings: verdicts.flatMap(({ findings }) => findings),
    seconds: (performance.now() - started) / 1000,
    cached: verdicts.every(({ cached }) => cached),
  };
}

/** Whether nothing of a tree has to be judged anew. */
export const isKnown = (tool: Tool, tree: Tree): boolean => unitsOf(tool, tree).every((files) => existsSync(resultOf(tool, tree, files)));

function unitsOf(tool: Tool, tree: Tree): string[][] {
  const paths = [...tree.files.keys()];
  const read = paths.filter(tool.reads);
  const textOf = (path: string): string => readFileSync(join(tree.root, path), 'utf8');
  return Object.values(tool.units?.(read, paths, textOf) ?? { all: read })
    .filter((files) => files.length > 0)
    .map((files) => files.toSorted());
}

function resultOf(tool: Tool, tree: Tree, files: readonly string[]): string {
  const key = createHash('sha256')
    .update(digest(tool))
    .update(files.map((path) => `${path}\0${tree.files.get(path)}`).join('\0'))
    .digest('hex');
  return join(RESULTS, tool.name, `${key}.json`);
}

async function judgeUnit(tool: Tool, tree: Tree, files: readonly string[]): Promise<{ findings: readonly Finding[]; cached: boolean }> {
  const path = resultOf(tool, tree, files);
  if (existsSync(path)) return { findings: JSON.parse(readFileSync(path, 'utf8')) as Finding[], cached: true };
  const findings = await runIn(tool, copyOf(tree, files), files);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(findings));
  return { findings, cached: false };
}

async function runIn(tool: Tool, root: string, files: readonly string[]): Promise<readonly Finding[]> {
  mkdirSync(work(tool, root, files).cache, { recursive: true });
  try {
    const findings = await tool.run(work(tool, root, files));
    if (!existsSync(root)) throw new Error(`${tool.name}: its private copy was deleted while it worked: ${root}`);
    return findings;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Does the tool find its own seeded mistake? Returns what went wrong, or undefined. A tool that finds nothing is worth nothing. */
export async function proveSeed(tool: Tool): Promise<string | undefined> {
  const path = join(RESULTS, tool.name, `seed-${digest(tool)}.ok`);
  if (existsSync(path)) return undefined;
  const root = mkdtempSync(join(tmpdir(), 'verify-seed-'));
  for (const [name, text] of Object.entries(tool.seed.files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode: name.endsWith('.sh') ? 0o755 : 0o644 });
  }
  const files = Object.keys(tool.seed.files).toSorted();
  const unread = files.filter((file) => !tool.reads(file));
  if (unread.length > 0) return `does not read its own seeded files: ${unread.join(', ')}`;
  const findings = await runIn(tool, root, files);
  const missed = [tool.seed.finds].flat().find((mistake) => !findings.some(({ message }) => mistake.test(message)));
  if (missed) return `does not find its seeded mistake ${missed}; it said: ${JSON.stringify(findings).slice(0, 400)}`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  return undefined;
}

/** The judge's true version: as it says itself, else as its recipe names it. */
export async function versionOf(tool: Tool): Promise<string> {
  const said = await tool.trueVersion?.({
    exec: (command, args, options = {}) => exec(command, args, options),
    bin: (name) => binaryOf(tool, name),
  });
  const recipe = tool.recipes.find((one) => 'version' in one);
  const npm = tool.recipes.find(({ kind }) => kind === 'npm');
  return (said ?? recipe?.version ?? (npm && npmVersion(npm)) ?? tool.version).replace(/^v/, '');
}

const npmVersion = (recipe: Recipe): string => (JSON.parse(readFileSync(installed(recipe)!, 'utf8')) as { version: string }).version;
