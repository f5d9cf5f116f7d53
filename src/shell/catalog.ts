import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import type { Component, TemplateFile } from '../core/component.ts';
import type { Vocabulary } from '../core/defaults.ts';
import { DEMAND_KEYS, ENVIRONMENT_FIELDS, fieldOf, PLACE_KEYS, SERVICE_FIELDS, SERVICE_KEYS, STACK_FIELDS } from '../core/fields.ts';
import { sha256 } from '../core/hash.ts';
import { readPersonas } from '../core/persona.ts';
import type { Catalog } from '../core/plan.ts';
import type { Compiled } from '../core/render.ts';
import { isRecord } from '../core/values.ts';
import { byCodePoint } from '../core/words.ts';
import { UserError } from '../errors.ts';
import { fingerprint } from './catalog-files.ts';
import { loadCache } from './compiled.ts';
import { readLayer } from './layer.ts';
import { shipped } from './package.ts';

/** Load catalogs, left to right: a later one adds components and replaces whole ones by id; versions merge key by key. `builtin` names the shipped one. */
export async function openCatalogs(names: readonly string[], root: string): Promise<Catalog> {
  const cache = loadCache();
  const layers = names.map((name) => readLayer(folderOf(name, root), name === 'builtin' ? '' : `${name}/`, cache));
  const components = new Map(layers.flatMap((layer) => layer.components.map((component) => [component.id, component] as const)));
  const sources = new Map(layers.flatMap((layer) => layer.personas.map((persona) => [persona.id, persona] as const)));
  const sorted = [...components.values()].toSorted((a, b) => byCodePoint(a.id, b.id));
  const templates = new Map<TemplateFile, Compiled>();
  const phrases = new Map<string, Compiled>();
  for (const component of sorted) {
    for (const file of component.files)
      if (file.template) templates.set(file, await cache.template(file.hash, () => decode(file), file.source));
    for (const phrase of phrasesOf(component))
      if (!phrases.has(phrase)) phrases.set(phrase, await cache.template(sha256(phrase), () => phrase, `${component.id}/component.yaml`));
  }
  const mark = layers.map(({ files }) => fingerprint(files)).join();
  const personas = readPersonas([...sources.values()].toSorted((a, b) => byCodePoint(a.id, b.id)));
  return {
    names: names.map((name) => (name === 'builtin' ? name : folderOf(name, root))),
    fingerprint: mark,
    components: sorted,
    versions: layers.map(({ versions }) => versions).reduce(mergeDeep, {}),
    vocabulary: { personas, ...mentions(sorted, [...templates.values(), ...phrases.values()]) },
    compiled: (file) => templates.get(file)!,
    phrase: (text) => phrases.get(text),
    packed: cache.packed,
    schema: cache.schema(mark),
  };
}

function folderOf(name: string, root: string): string {
  if (name === 'builtin') return shipped();
  const folder = isAbsolute(name) ? name : resolve(root, name);
  if (existsSync(join(folder, 'templates'))) return folder;
  throw new UserError(`The catalog ${name} is missing: ${folder} has no folder "templates".`, 'Name where it is: --catalog <dir>');
}

function decode({ bytes, source }: TemplateFile): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes());
  } catch {
    throw new UserError(`${source} is not UTF-8, so it cannot be rendered.`, 'Drop .hbs from its name to have it copied.');
  }
}

function mergeDeep(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over))
    merged[key] = isRecord(merged[key]) && isRecord(value) ? mergeDeep(merged[key], value) : value;
  return merged;
}

/** Texts of a manifest that are in the dialect. */
export function phrasesOf({ provides, decision }: Pick<Component, 'provides' | 'decision'>): string[] {
  const texts = (value: unknown): string[] => {
    if (typeof value === 'string') return value.includes('<%') ? [value] : [];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  return texts([provides, decision]);
}

/** Which fields a catalog mentions, and which values of them its components answer. */
function mentions(components: readonly Component[], templates: readonly Compiled[]): Pick<Vocabulary, 'mentioned' | 'answered'> {
  const conditions = components.flatMap(({ when }) => Object.entries(when));
  const items = [...PLACE_KEYS, ...SERVICE_KEYS];
  const fields = ['owners', ...[...STACK_FIELDS, ...ENVIRONMENT_FIELDS, ...SERVICE_FIELDS].map(({ name }) => name)];
  const looked = templates.flatMap(({ roots, parts }) => [
    ...roots.map(({ name }) => name),
    ...parts.filter((part) => items.includes(part)),
  ]);
  const keys = conditions.map(([key]) => key).filter((key) => !(DEMAND_KEYS as readonly string[]).includes(key));
  const answered = new Map<string, string[]>();
  for (const [key, value] of conditions) {
    if (!(fieldOf(key) ?? fieldOf(key, 'environment') ?? fieldOf(key, 'service'))?.choices) continue;
    answered.set(key, [...new Set([...(answered.get(key) ?? []), ...[value].flat().map(String)])]);
  }
  return { mentioned: new Set([...looked, ...keys].filter((name) => fields.includes(name))), answered };
}
