// Records what a chart knows of the keys that our values set, from the chart's source:
//   helm pull <name> --repo <repository> --version <version> --untar   (both stand in templates/versions.yaml)
//   npx tsx tests/toolchain/chart-values/refresh.ts <folder of the chart>
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { REPOSITORY } from '../harness/paths.ts';
import { generate } from '../harness/trees.ts';
import { type Facts, FACTS, isMap, type Keys, type Kind, kindOf } from './facts.ts';
import { releasesOf } from './releases.ts';

interface Chart {
  readonly folder: string;
  readonly name: string;
  readonly version: string;
}

/** Keys of ConfigMaps and of values, as the chart's templates name them. */
function templatesOf({ folder }: Chart): string {
  const paths = readdirSync(join(folder, 'templates'), { recursive: true, encoding: 'utf8' });
  const texts = paths.filter((path) => /\.(ya?ml|tpl)$/.test(path)).map((path) => readFileSync(join(folder, 'templates', path), 'utf8'));
  return texts.join('\n');
}

const isRead = (key: string, templates: string): boolean =>
  templates.split('\n').some((line) => line.trim() === `key: ${key}` || line.trim() === `key: "${key}"`);

/** What the chart has of the keys that we set; a key that it does not have is left out, and stays a finding. */
function known(ours: unknown, theirs: unknown, templates: string): Keys {
  const entries = Object.entries(isMap(ours) ? ours : {}).flatMap(([key, value]): [string, Keys | Kind][] => {
    if (!isMap(theirs) || !Object.hasOwn(theirs, key)) return isRead(key, templates) ? [[key, 'template']] : [];
    const inside = theirs[key];
    if (!isMap(inside)) return [[key, kindOf(inside)]];
    return [[key, Object.keys(inside).length === 0 ? 'open' : known(value, inside, templates)]];
  });
  return Object.fromEntries(entries);
}

/** Our values for a chart, of all reference stacks, one over the other. */
async function ourValues({ name }: Chart): Promise<unknown> {
  const stacks = join(REPOSITORY, 'tests/stacks');
  const values: unknown[] = [];
  for (const file of readdirSync(stacks).filter((one) => one.endsWith('.yaml'))) {
    const tree = await generate(basename(file, '.yaml'), join(stacks, file));
    const releases = releasesOf(tree.root, [...tree.files.keys()]);
    values.push(...releases.filter((release) => release.name === name).map((release) => release.values));
    rmSync(dirname(tree.root), { recursive: true, force: true });
  }
  return values.reduce(merged, {});
}

const merged = (one: unknown, other: unknown): unknown =>
  isMap(one) && isMap(other)
    ? { ...one, ...Object.fromEntries(Object.entries(other).map(([key, value]) => [key, merged(one[key], value)])) }
    : other;

const folder = process.argv[2];
if (!folder) throw new Error('usage: refresh.ts <folder of the chart>');
const { name, version } = parse(readFileSync(join(folder, 'Chart.yaml'), 'utf8')) as Chart;
const chart: Chart = { folder, name, version };
const theirs: unknown = parse(readFileSync(join(folder, 'values.yaml'), 'utf8'));
const facts: Facts = { chart: name, version, keys: known(await ourValues(chart), theirs, templatesOf(chart)) };
writeFileSync(
  join(FACTS, `${name}.yaml`),
  `# Written by refresh.ts beside this folder; facts.ts says what the words mean.\n${stringify(facts)}`,
);
