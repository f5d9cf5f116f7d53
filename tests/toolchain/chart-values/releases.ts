import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
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

export const isPlatformChart = (path: string): boolean => /^platform\/[^/]+\/(Chart|values)\.yaml$/.test(path);

const read = (path: string): unknown => parse(readFileSync(path, 'utf8')) as unknown;

export const releasesOf = (root: string, files: readonly string[]): Release[] =>
  files
    .filter((path) => isPlatformChart(path) && path.endsWith('/Chart.yaml'))
    .flatMap((path) => {
      const file = join(dirname(path), 'values.yaml');
      const values = files.includes(file) ? read(join(root, file)) : {};
      return ((read(join(root, path)) as Chart).dependencies ?? []).map(({ name, version, alias = name }) => ({
        file,
        name,
        version,
        values: isMap(values) ? (values[alias] ?? {}) : values,
      }));
    });

/** Values that no chart gets: their first key is the name of none. */
export const unclaimed = (root: string, files: readonly string[]): { file: string; key: string }[] =>
  files
    .filter((path) => isPlatformChart(path) && path.endsWith('/values.yaml'))
    .flatMap((file) => {
      const { dependencies = [] } = read(join(root, dirname(file), 'Chart.yaml')) as Chart;
      const names = dependencies.map(({ name, alias = name }) => alias);
      const values = read(join(root, file));
      return (isMap(values) ? Object.keys(values) : []).filter((key) => !names.includes(key)).map((key) => ({ file, key }));
    });
