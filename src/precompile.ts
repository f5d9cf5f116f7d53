import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { parseDocument } from 'yaml';
import { compile } from './core/compile.ts';
import { readManifest } from './core/component.ts';
import { pack } from './core/lock.ts';
import { plan } from './core/plan.ts';
import { schemaFile } from './core/stackfile.ts';
import { phrasesOf } from './shell/catalog.ts';
import { shipped } from './shell/package.ts';
import { desire } from './shell/repository.ts';
import { PREPARED } from './shell/compiled.ts';
import { hashOf, LISTING, walk } from './shell/catalog-files.ts';

// Build step: the shipped catalog's listing, and every template and manifest in its prepared form, by the hash of its text.

const { outputFileSync, outputJsonSync } = fs;
const folder = shipped();
const texts = (part: string, match: RegExp): { path: string; text: string }[] =>
  readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
    .filter((path) => match.test(path))
    .map((path) => ({ path: `${part}/${path}`, text: readFileSync(join(folder, part, path), 'utf8') }));

const manifests = texts('templates', /component\.yaml$/);
const heads = texts('personas', /^[^/]+\.md$/).map(({ path, text }) => ({ path, text: /^---\n([\s\S]*?\n)?---\n/.exec(text)?.[1] ?? '' }));
const yaml = [...heads, ...texts('templates', /^versions\.yaml$/)].map(({ text }) => ({
  hash: hashOf(text),
  value: parseDocument(text).toJS() as unknown,
}));
const judged = manifests.map(({ path, text }) => ({ hash: hashOf(text), value: readManifest(parseDocument(text).toJS(), path) }));
const phrases = judged.flatMap(({ value }, index) => phrasesOf(value).map((phrase) => ({ path: manifests[index]!.path, text: phrase })));
const templates = [...texts('templates', /\.hbs$/), ...phrases].map(({ path, text }) => ({ hash: hashOf(text), ...compile(text, path) }));
const files = walk(folder, '');
const copied = files.filter(({ path }) => path.includes('/files/') && !path.endsWith('.hbs')).map(({ bytes }) => bytes());
const { catalog, stack } = await desire('name: example\n', folder, ['builtin']);
const given = [...plan(catalog, stack, [schemaFile(catalog.vocabulary)]).files.values()].map(({ bytes }) => bytes);
const packed = [...copied, ...given].map((bytes) => ({ hash: hashOf(bytes), value: pack(bytes) }));

type Entry = { readonly hash: string; readonly value: unknown };
const table = (name: string, entries: readonly Entry[], print: (value: never) => string = JSON.stringify): string =>
  `exports.${name}={${[...new Map(entries.map(({ hash, value }) => [hash, value]))].map(([hash, value]) => `"${hash}":${print(value as never)}`).join(',\n')}};`;
// A third of what Handlebars writes is said by the runtime already, or read by nobody: its lookup, what our lookups
// are told about themselves, where helpers stand, and indentation.
const compact = (code: string): string =>
  code
    .replace(/ \|\| function\(parent, propertyName\) \{\s+if [^\n]+\n[^\n]+\n\s+\}\s+return undefined\s+\}/g, '')
    .replace(/,"loc":\{"start":\{"line":\d+,"column":\d+\},"end":\{"line":\d+,"column":\d+\}\}/g, '')
    .replace(/\{"name":"(?:required|within)","hash":\{\},"data":data(?:,"blockParams":blockParams)?\}/g, '{}')
    .replace(/\n\s+/g, '\n');
const asCode = ({ spec, roots, parts }: ReturnType<typeof compile>): string =>
  `{spec:${compact(spec)},roots:${JSON.stringify(roots)},parts:${JSON.stringify(parts)}}`;

outputJsonSync(
  join(folder, 'dist', LISTING),
  files.map(({ path, executable, hash }) => ({ path, executable, hash })),
);
outputFileSync(
  join(folder, 'dist', PREPARED),
  [
    table('yaml', yaml),
    table('manifests', judged),
    table('packed', packed),
    table(
      'templates',
      templates.map((value) => ({ hash: value.hash, value })),
      asCode,
    ),
    '',
  ].join('\n'),
);
