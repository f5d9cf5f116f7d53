import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/**
 * What a chart knows of a key that we set. `any`: its default says no type. `open`: it takes what it is given below it, for example to
 * copy it into a pod. `template`: no default names the key, but a template of the chart reads it.
 */
export type Kind = 'string' | 'number' | 'boolean' | 'list' | 'any' | 'open' | 'template';

export interface Keys {
  readonly [key: string]: Keys | Kind;
}

/** What was read in the source of one version of a chart, about the keys that our values set. */
export interface Facts {
  readonly chart: string;
  readonly version: string;
  readonly keys: Keys;
}

export const FACTS = join(import.meta.dirname, 'facts');

export function factsOf(chart: string): Facts | undefined {
  const path = join(FACTS, `${chart}.yaml`);
  return existsSync(path) ? (parse(readFileSync(path, 'utf8')) as Facts) : undefined;
}

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const kindOf = (value: unknown): Kind => {
  if (Array.isArray(value)) return 'list';
  if (value === null || value === '') return 'any';
  return typeof value as 'string' | 'number' | 'boolean';
};
