import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exec } from './exec.ts';
import { onPath, suited } from './on-path.ts';
import { BIN, CACHE, REPOSITORY, SOURCES, TOOLCHAIN } from './paths.ts';
import { mirror, mirrorOf } from './providers.ts';
import type { Executed, Recipe, Tool } from './tool.ts';

/** Free space that a heavy build wants, in GiB. */
const WANTED = 20;

/** Where a recipe's executable lies once it is installed; the version is part of the name. */
export function installed(recipe: Recipe): string | undefined {
  if (recipe.kind === 'npm') return manifestOf(recipe.package);
  if (recipe.kind === 'path') return onPath(recipe.binary);
  if (recipe.kind === 'provider') return mirrorOf(recipe);
  const there = recipe.kind === 'go' || recipe.kind === 'go-module' ? suited(recipe) : undefined;
  const path = there ?? placeOf(recipe);
  return existsSync(path) ? path : undefined;
}

function placeOf(recipe: Exclude<Recipe, { kind: 'npm' | 'path' | 'provider' }>): string {
  if (recipe.kind === 'python') return join(pythonSet(), 'bin', recipe.binary);
  if (recipe.kind === 'go-source')
    return join(SOURCES, `${recipe.module.replaceAll('/', '+')}-${recipe.version}-${hash(recipe.files.join('\0'))}`);
  return join(
    BIN,
    `${recipe.binary}-${recipe.kind === 'go-own' ? digestOf(join(TOOLCHAIN, recipe.folder)) : recipe.version}`,
    recipe.binary,
  );
}

const hash = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex').slice(0, 12);
const digestOf = (folder: string): string =>
  hash(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .toSorted()
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => `${name}\0${readFileSync(join(folder, name), 'utf8')}`)
      .join('\0'),
  );
const requirements = join(import.meta.dirname, 'requirements.txt');
const pythonSet = (): string => join(CACHE, `python-${hash(readFileSync(requirements))}`);

function manifestOf(name: string): string | undefined {
  const path = join(REPOSITORY, 'node_modules', name, 'package.json');
  return existsSync(path) ? path : undefined;
}

/** Install what is missing of some tools, one heavy build at a time; `say` hears what is done. Returns the tools that could not be had, and why. */
export async function install(tools: readonly Tool[], say: (line: string) => void): Promise<Map<string, string>> {
  const failures = new Map<string, string>();
  const recipes = tools
    .flatMap((one) => one.recipes.map((recipe) => ({ tool: one.name, recipe })))
    .filter(({ recipe }) => !installed(recipe));
  if (recipes.length > 0)
    say(`free space: ${freeSpace().toFixed(0)} GiB${freeSpace() < WANTED ? `, less than the ${WANTED} that building wants` : ''}`);
  for (const { tool, recipe } of recipes) {
    if (installed(recipe)) continue;
    say(`installing ${tool}: ${describe(recipe)}`);
    const problem = await build(recipe);
    if (problem) failures.set(tool, problem);
  }
  return failures;
}

const describe = (recipe: Recipe): string =>
  recipe.kind === 'go'
    ? `${recipe.package}@${recipe.version}`
    : recipe.kind === 'go-module' || recipe.kind === 'go-source'
      ? `${recipe.module}@${recipe.version}`
      : recipe.kind === 'python'
        ? 'the Python set'
        : `${recipe.kind} ${'binary' in recipe ? recipe.binary : 'name' in recipe ? recipe.name : ''}`;

const freeSpace = (): number => {
  mkdirSync(CACHE, { recursive: true });
  const { bavail, bsize } = statfsSync(CACHE);
  return (bavail * bsize) / 2 ** 30;
};

async function build(recipe: Recipe): Promise<string | undefined> {
  if (recipe.kind === 'npm') return `npm ci brings ${recipe.package}`;
  if (recipe.kind === 'path') return `${recipe.binary} is not on the PATH`;
  if (recipe.kind === 'provider') return mirror(recipe);
  return recipe.kind === 'python' ? buildPython() : buildGo(recipe, placeOf(recipe));
}

async function buildPython(): Promise<string | undefined> {
  const target = pythonSet();
  rmSync(target, { recursive: true, force: true });
  const made = await exec('python3', ['-m', 'venv', target]);
  if (made.code !== 0) return made.err.slice(-400);
  const { code, err } = await exec(join(target, 'bin/pip'), [
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--require-hashes',
    '--no-deps',
    '--requirement',
    requirements,
  ]);
  if (code === 0) return undefined;
  rmSync(target, { recursive: true, force: true });
  return err.slice(-400);
}

type GoBinary = Extract<Recipe, { kind: 'go' | 'go-module' | 'go-own' }>;
type GoSource = Extract<Recipe, { kind: 'go-source' }>;

/** Build into throw-away caches, which are deleted afterwards: they grow to tens of gigabytes. */
async function buildGo(recipe: GoBinary | GoSource, target: string): Promise<string | undefined> {
  const work = join(CACHE, `build-${process.pid}`);
  const env = {
    CGO_ENABLED: '0',
    GOFLAGS: '-buildvcs=false -modcacherw',
    GOTOOLCHAIN: 'local',
    GOWORK: 'off',
    GOCACHE: join(work, 'cache'),
    GOMODCACHE: join(work, 'modules'),
    GOBIN: join(work, 'bin'),
  };
  mkdirSync(join(work, 'bin'), { recursive: true });
  try {
    const made = join(work, 'bin', recipe.kind === 'go-source' ? 'source' : recipe.binary);
    const go: Go = (args, cwd) => exec('go', args, { env, ...(cwd && { cwd }) });
    const problem = recipe.kind === 'go-source' ? await keep(recipe, made, go) : await compile(recipe, made, go);
    if (problem) return problem;
    mkdirSync(join(target, '..'), { recursive: true });
    renameSync(made, target);
    writeFileSync(`${target}.recipe.json`, JSON.stringify(recipe));
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const SMALL = ['-trimpath', '-ldflags=-s -w'];

type Go = (args: readonly string[], cwd?: string) => Promise<Executed>;

async function compile(recipe: GoBinary, out: string, go: Go): Promise<string | undefined> {
  if (recipe.kind === 'go') {
    const { code, err } = await go(['install', '-p', '2', ...SMALL, `${recipe.package}@${recipe.version}`]);
    return code === 0 ? undefined : err.slice(-400);
  }
  const folder = recipe.kind === 'go-own' ? join(TOOLCHAIN, recipe.folder) : await moduleFolder(recipe, go);
  const { code, err } = await go(
    ['build', '-p', '2', '-mod=readonly', ...SMALL, ...(recipe.flags ?? []), '-o', out, recipe.package],
    folder,
  );
  return code === 0 ? undefined : err.slice(-400);
}

/** Keep the named files of a module, and nothing else of it. */
async function keep(recipe: GoSource, out: string, go: Go): Promise<string | undefined> {
  const folder = await moduleFolder(recipe, go);
  const missing = recipe.files.find((file) => !existsSync(join(folder, file)));
  if (missing) return `${recipe.module}@${recipe.version} has no ${missing}`;
  for (const file of recipe.files) cpSync(join(folder, file), join(out, file));
  return undefined;
}

async function moduleFolder({ module, version }: { readonly module: string; readonly version: string }, go: Go): Promise<string> {
  const { out, err } = await go(['mod', 'download', '-json', `${module}@${version}`]);
  const { Dir: folder } = JSON.parse(out || '{}') as { Dir?: string };
  if (!folder) throw new Error(`${module}@${version}: ${err || out}`);
  return folder;
}
