import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fs from 'fs-extra';
import { parseDocument } from 'yaml';
import { compile } from './core/compile.ts';
import { readManifest } from './core/component.ts';
import { sha256 } from './core/hash.ts';
import { pack } from './core/lock.ts';
import { plan } from './core/plan.ts';
import { schemaFile, schemaText } from './core/stackfile.ts';
import { phrasesOf } from './shell/catalog.ts';
import { LISTING, walk } from './shell/catalog-files.ts';
import { PREPARED } from './shell/compiled.ts';
import { frontMatter, isManifest, isPersona, VERSIONS } from './shell/layer.ts';
import { shipped } from './shell/package.ts';
import { desire } from './shell/repository.ts';

// Build step: the shipped catalog's listing, and every template and manifest in its prepared form, by the hash of its text.

interface Text {
  readonly path: string;
  readonly text: string;
}

const folder = shipped();
const files = walk(folder, '');
const texts = (fits: (path: string) => boolean): Text[] =>
  files.filter(({ path }) => fits(path)).map(({ path, bytes }) => ({ path, text: Buffer.from(bytes()).toString('utf8') }));

const manifests = texts(isManifest).map(({ path, text }) => ({
  path,
  hash: sha256(text),
  value: readManifest(parseDocument(text).toJS(), path),
}));
const heads = texts(isPersona).map(({ text }) => frontMatter(text).head);
const yaml = [...heads, ...texts((path) => path === VERSIONS).map(({ text }) => text)].map((text) => ({
  hash: sha256(text),
  value: parseDocument(text).toJS() as unknown,
}));
const phrases = manifests.flatMap(({ path, value }) => phrasesOf(value).map((text) => ({ path, text })));
const templates = [...texts((path) => path.endsWith('.hbs')), ...phrases].map(({ path, text }) => ({
  hash: sha256(text),
  value: compile(text, path),
}));
const copied = files.filter(({ path }) => path.includes('/files/') && !path.endsWith('.hbs')).map(({ bytes }) => bytes());
const { catalog, stack } = await desire('name: example\n', folder, ['builtin']);
const schema = schemaText(catalog.vocabulary);
const given = [...plan(catalog, stack, [schemaFile(catalog.vocabulary, schema)]).files.values()].map(({ bytes }) => bytes);
const packed = [...copied, ...given].map((bytes) => ({ hash: sha256(bytes), value: pack(bytes) }));

const byHash = <T>(entries: readonly { readonly hash: string; readonly value: T }[]): Record<string, T> =>
  Object.fromEntries(entries.map(({ hash, value }) => [hash, value]));
// A fifth of what Handlebars writes is said by the runtime already, or read by nobody: its lookup, what our lookups
// are told about themselves, where helpers stand, and indentation.
const compact = (code: string): string =>
  code
    .replace(/ \|\| function\(parent, propertyName\) \{\s+if [^\n]+\n[^\n]+\n\s+\}\s+return undefined\s+\}/g, '')
    .replace(/,"loc":\{"start":\{"line":\d+,"column":\d+\},"end":\{"line":\d+,"column":\d+\}\}/g, '')
    .replace(/\{"name":"(?:required|within)","hash":\{\},"data":data(?:,"blockParams":blockParams)?\}/g, '{}')
    .replace(/\n\s+/g, '\n');
const asCode = ([hash, { spec, roots, parts }]: readonly [string, ReturnType<typeof compile>]): string =>
  `"${hash}":{spec:${compact(spec)},roots:${JSON.stringify(roots)},parts:${JSON.stringify(parts)}}`;
// A text of nothing but ASCII is read in half the time.
const ascii = (text: string): string => text.replace(/[^\0-\x7f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
const data = JSON.stringify({
  yaml: byHash(yaml),
  manifests: byHash(manifests),
  packed: byHash(packed),
  schemas: { [catalog.fingerprint]: schema },
});
const code = `return {${Object.entries(byHash(templates)).map(asCode).join(',\n')}}`;

fs.outputJsonSync(
  join(folder, 'dist', LISTING),
  files.map(({ path, executable, hash }) => ({ path, executable, hash })),
);
fs.outputFileSync(join(folder, 'dist', PREPARED), gzipSync(ascii(`${data}\n${code}`), { level: 9 }));
