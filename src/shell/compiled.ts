import type { Manifest } from '../core/component.ts';
import type { Compiled } from '../core/render.ts';
import { hashOf } from './catalog-files.ts';

/** Templates and manifests of the shipped catalog, prepared when the package is built, by the hash of their text. */
export interface Prepared {
  readonly templates: Readonly<Record<string, Compiled>>;
  readonly yaml: Readonly<Record<string, unknown>>;
  /** Manifests, judged. */
  readonly manifests: Readonly<Record<string, Manifest>>;
  /** Compressed form of files that are copied, by the hash of their bytes. */
  readonly packed: Readonly<Record<string, string>>;
}

export interface Cache {
  readonly template: (text: string, source: string) => Compiled | Promise<Compiled>;
  readonly yaml: (hash: string, parse: () => unknown) => unknown;
  readonly manifest: (hash: string, read: () => Manifest) => Manifest;
  readonly packed: (hash: string) => string | undefined;
}

/** Look up prepared forms; what is not there (another catalog, a changed template) is made on the spot. */
export async function loadCache(): Promise<Cache> {
  const { templates, yaml, manifests, packed } = await prepared();
  return {
    template: (text, source) => templates[hashOf(text)] ?? compileNow(text, source),
    yaml: (hash, parse) => (Object.hasOwn(yaml, hash) ? yaml[hash] : parse()),
    manifest: (hash, read) => manifests[hash] ?? read(),
    packed: (hash) => packed[hash],
  };
}

async function prepared(): Promise<Prepared> {
  const file = new URL('./prepared.js', import.meta.url).href;
  try {
    return (await import(file)) as Prepared;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return { templates: {}, yaml: {}, manifests: {}, packed: {} };
  }
}

async function compileNow(text: string, source: string): Promise<Compiled> {
  const { compile, ready } = await import('../core/compile.ts');
  return ready(compile(text, source));
}
