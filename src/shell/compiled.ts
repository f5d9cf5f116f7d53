import { existsSync, readFileSync } from 'node:fs';
import { compileFunction } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import type { Manifest } from '../core/component.ts';
import type { Prepacked } from '../core/lock.ts';
import type { Compiled } from '../core/render.ts';
import { built } from './package.ts';

/** Templates and manifests of the shipped catalog, prepared when the package is built, by the hash of their text. */
export interface Prepared {
  readonly templates: Readonly<Record<string, Compiled>>;
  readonly yaml: Readonly<Record<string, unknown>>;
  /** Manifests, judged. */
  readonly manifests: Readonly<Record<string, Manifest>>;
  /** Compressed form of files that are copied, and of what the default stack gives, by the hash of their bytes. */
  readonly packed: Readonly<Record<string, string>>;
  /** Text of the stack file's schema, by the fingerprint of the catalogs. */
  readonly schemas: Readonly<Record<string, string>>;
}

/** A line of JSON and the templates as JavaScript, compressed: most of it is the same few words again and again. */
export const PREPARED = 'prepared.js.gz';

export interface Cache {
  readonly template: (hash: string, text: () => string, source: string) => Compiled | Promise<Compiled>;
  readonly yaml: (hash: string, parse: () => unknown) => unknown;
  readonly manifest: (hash: string, read: () => Manifest) => Manifest;
  readonly packed: Prepacked;
  readonly schema: (fingerprint: string) => string | undefined;
}

/** Look up prepared forms; what is not there (another catalog, a changed template) is made on the spot. */
export function loadCache(): Cache {
  const { templates, yaml, manifests, packed, schemas } = prepared();
  return {
    template: (hash, text, source) => templates[hash] ?? compileNow(text(), source),
    yaml: (hash, parse) => (Object.hasOwn(yaml, hash) ? yaml[hash] : parse()),
    manifest: (hash, read) => manifests[hash] ?? read(),
    packed: (hash) => packed[hash],
    schema: (fingerprint) => schemas[fingerprint],
  };
}

function prepared(): Prepared {
  const file = built(PREPARED);
  return existsSync(file) ? unfold(readFileSync(file)) : { templates: {}, yaml: {}, manifests: {}, packed: {}, schemas: {} };
}

/** What the build wrote, from its compressed form. */
export function unfold(compressed: Uint8Array): Prepared {
  const text = gunzipSync(compressed).toString('latin1');
  const end = text.indexOf('\n');
  const templates = compileFunction(text.slice(end + 1))() as Prepared['templates'];
  return { ...(JSON.parse(text.slice(0, end)) as Omit<Prepared, 'templates'>), templates };
}

async function compileNow(text: string, source: string): Promise<Compiled> {
  const { compile, ready } = await import('../core/compile.ts');
  return ready(compile(text, source));
}
