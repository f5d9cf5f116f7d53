import { parseDocument } from 'yaml';
import { type Component, readManifest, type TemplateFile } from '../core/component.ts';
import { sha256 } from '../core/hash.ts';
import type { PersonaSource } from '../core/persona.ts';
import { isRecord } from '../core/values.ts';
import { UserError } from '../errors.ts';
import { type CatalogFile, readCatalogFiles } from './catalog-files.ts';
import type { Cache } from './compiled.ts';

/** What one catalog's folder holds. */
export interface Layer {
  readonly files: readonly CatalogFile[];
  readonly components: readonly Component[];
  readonly personas: readonly PersonaSource[];
  readonly versions: Record<string, unknown>;
}

export const VERSIONS = 'templates/versions.yaml';
export const isPersona = (path: string): boolean => /^personas\/[^/]+\.md$/.test(path) && path !== 'personas/README.md';
export const isManifest = (path: string): boolean => path.endsWith('/component.yaml') && !path.includes('/files/');

const text = ({ bytes }: CatalogFile): string => Buffer.from(bytes()).toString('utf8');

/** Read a catalog. `shown` precedes its paths in errors. Throws a UserError that names the file. */
export function readLayer(folder: string, shown: string, cache: Cache): Layer {
  const files = readCatalogFiles(folder, shown);
  const manifests = files.filter(({ path }) => isManifest(path));
  const versions = files.find(({ path }) => path === VERSIONS);
  const values = versions && parsed(text(versions), `${shown}${versions.path}`, cache);
  return {
    files,
    components: manifests.map((manifest) => component(manifest, files, { cache, shown })),
    personas: files.filter(({ path }) => isPersona(path)).map((file) => persona(file, shown, cache)),
    versions: isRecord(values) ? values : {},
  };
}

function component(manifest: CatalogFile, files: readonly CatalogFile[], { cache, shown }: { cache: Cache; shown: string }): Component {
  const folder = manifest.path.slice(0, -'/component.yaml'.length);
  const source = `${shown}${manifest.path}`;
  const read = cache.manifest(manifest.hash, () => readManifest(parsed(text(manifest), source, cache), source));
  const prefix = `${folder}/files/`;
  return {
    ...read,
    id: folder.slice('templates/'.length),
    files: files.filter(({ path }) => path.startsWith(prefix)).map((file) => templateFile(file, prefix, shown)),
  };
}

function templateFile({ path, bytes, executable, hash }: CatalogFile, prefix: string, shown: string): TemplateFile {
  const template = path.endsWith('.hbs');
  return {
    path: path.slice(prefix.length, template ? -'.hbs'.length : undefined),
    source: `${shown}${path}`,
    template,
    executable,
    hash,
    bytes,
  };
}

function persona(file: CatalogFile, shown: string, cache: Cache): PersonaSource {
  const source = `${shown}${file.path}`;
  const { head, prose } = frontMatter(text(file));
  return { id: file.path.slice('personas/'.length, -'.md'.length), source, frontMatter: parsed(head, source, cache), prose };
}

/** A page with YAML between two lines of dashes at its head. */
export function frontMatter(page: string): { head: string; prose: string } {
  const [, head = '', prose = ''] = /^---\n([\s\S]*?\n)?---\n([\s\S]*)$/.exec(page.replaceAll('\r\n', '\n')) ?? [];
  return { head, prose: prose.trim() };
}

function parsed(yaml: string, source: string, cache: Cache): unknown {
  return cache.yaml(sha256(yaml), () => {
    const document = parseDocument(yaml);
    const error = document.errors[0];
    if (error)
      throw new UserError(
        `${source}:${error.linePos?.[0].line ?? 1}:${error.linePos?.[0].col ?? 1}: ${error.message.split('\n')[0]!}.`,
        `Mend ${source}.`,
      );
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  });
}
