// Records what a chart knows of the keys that our values set, from the chart's source:
//   helm pull <name> --repo <repository> --version <version> --untar   (both stand in templates/versions.yaml)
//   npx tsx tests/toolchain/chart-values/refresh.ts <folder of the chart>       (the charts that it brings along lie in its folder charts)
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

/** Keys of ConfigMaps and of values, as the chart's templates name them; some stand in values, which are templates then. */
function templatesOf({ folder }: Chart): string {
  const paths = readdirSync(join(folder, 'templates'), { recursive: true, encoding: 'utf8' });
  const texts = paths.filter((path) => /\.(ya?ml|tpl)$/.test(path)).map((path) => readFileSync(join(folder, 'templates', path), 'utf8'));
  return [...texts, readFileSync(join(folder, 'values.yaml'), 'utf8')].join('\n');
}

const isRead = (path: string, templates: string): boolean => {
  const key = path.slice(path.lastIndexOf('/') + 1);
  if (templates.includes(`.Values${path.replaceAll('/', '.')} `)) return true;
  // A map that is copied key by key takes any.
  if (templates.includes(`omit .Values${path.slice(0, path.lastIndexOf('/')).replaceAll('/', '.')} `)) return true;
  return templates.split('\n').some((line) => line.trim() === `key: ${key}` || line.trim() === `key: "${key}"`);
};

/** A map that becomes a part of the chart's own settings, whatever is in it. */
const isCopied = (path: string, templates: string): boolean => {
  const [, inside] = templates.split(`with .Values${path.replaceAll('/', '.')} }}`);
  return /^[^{]*\{\{-? *(tpl \(\. \| )?toYaml/.test(inside ?? '');
};

/** What the chart has of the keys that we set; a key that it does not have is left out, and stays a finding. */
function known(ours: unknown, theirs: unknown, { templates, path = '' }: { templates: string; path?: string }): Keys {
  const entries = Object.entries(isMap(ours) ? ours : {}).flatMap(([key, value]): [string, Keys | Kind][] => {
    const here = `${path}/${key}`;
    if (!isMap(theirs) || !Object.hasOwn(theirs, key)) return isRead(here, templates) ? [[key, 'template']] : [];
    const inside = theirs[key];
    if (!isMap(inside)) return [[key, kindOf(inside)]];
    // What is named after a file of settings becomes that file.
    const isOpen = Object.keys(inside).length === 0 || key.endsWith('.ini') || isCopied(here, templates);
    return [[key, isOpen ? 'open' : known(value, inside, { templates, path: here })]];
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

/** The defaults of a chart; below the name of a chart that it brings along, that one's, overridden by its own. */
function valuesIn(chartFolder: string): unknown {
  const own: unknown = parse(readFileSync(join(chartFolder, 'values.yaml'), 'utf8'));
  const inner = join(chartFolder, 'charts');
  const brought = existsSync(inner) ? readdirSync(inner).filter((one) => existsSync(join(inner, one, 'values.yaml'))) : [];
  return merged(Object.fromEntries(brought.map((one) => [one, valuesIn(join(inner, one))])), own);
}

const folder = process.argv[2];
if (!folder) throw new Error('usage: refresh.ts <folder of the chart>');
const { name, version } = parse(readFileSync(join(folder, 'Chart.yaml'), 'utf8')) as Chart;
const chart: Chart = { folder, name, version };
const theirs = valuesIn(folder);
const facts: Facts = { chart: name, version, keys: known(await ourValues(chart), theirs, { templates: templatesOf(chart) }) };
writeFileSync(
  join(FACTS, `${name}.yaml`),
  `# Written by refresh.ts beside this folder; facts.ts says what the words mean.\n${stringify(facts)}`,
);
