import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isPlatformChart } from '../kubernetes/platform.ts';
import { isMap } from './facts.ts';

/** A chart of others that a chart of ours depends on, with the values that ours gives it. */
export interface Release {
  readonly file: string;
  readonly name: string;
  readonly version: string;
  readonly values: unknown;
}

interface Chart {
  readonly dependencies?: readonly { readonly name: string; readonly version: string; readonly alias?: string }[];
}

const read = (path: string): unknown => parse(readFileSync(path, 'utf8')) as unknown;

const folderOf = (path: string): string => path.split('/').slice(0, 2).join('/');
const isValues = (path: string): boolean => isPlatformChart(path) && /\/(values|environments\/[^/]+)\.yaml$/.test(path);
const chartOf = (root: string, path: string): Chart => read(join(root, folderOf(path), 'Chart.yaml')) as Chart;

/** One for each chart of others and each file that gives it values, or at least its name. */
export const releasesOf = (root: string, files: readonly string[]): Release[] =>
  files.filter(isPlatformChart).flatMap((path) => {
    if (!isValues(path) && !path.endsWith('/Chart.yaml')) return [];
    const values = isValues(path) ? read(join(root, path)) : {};
    const { dependencies = [] } = chartOf(root, path);
    return dependencies.map(({ name, version, alias = name }) => ({
      file: path,
      name,
      version,
      values: isMap(values) ? (values[alias] ?? {}) : values,
    }));
  });

/** Values that nothing gets: their first key is the name of no chart, and no template of ours reads it. */
export const unclaimed = (root: string, files: readonly string[]): { file: string; key: string }[] =>
  files.filter(isValues).flatMap((file) => {
    const names = (chartOf(root, file).dependencies ?? []).map(({ name, alias = name }) => alias);
    const templates = files.filter((path) => path.startsWith(`${folderOf(file)}/templates/`));
    const texts = templates.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
    const values = read(join(root, file));
    return (isMap(values) ? Object.keys(values) : [])
      .filter((key) => !names.includes(key) && !new RegExp(`\\.Values\\.${key}\\b`).test(texts))
      .map((key) => ({ file, key }));
  });
