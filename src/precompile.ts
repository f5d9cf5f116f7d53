import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';
import { parseDocument } from 'yaml';
import { compile } from './core/compile.ts';
import { readManifest } from './core/component.ts';
import { pack } from './core/lock.ts';
import { phrasesOf } from './shell/catalog.ts';
import { shipped } from './shell/package.ts';
import { hashOf } from './shell/catalog-files.ts';

// Build step: every template and manifest of the shipped catalog in its prepared form, by the hash of its text.

const { outputFileSync } = fs;
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
const copied = readdirSync(join(folder, 'templates'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.parentPath.includes('/files') && !entry.name.endsWith('.hbs'))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name)))
  .map((bytes) => ({ hash: hashOf(bytes), value: pack(bytes) }));

type Entry = { readonly hash: string; readonly value: unknown };
const table = (name: string, entries: readonly Entry[], print: (value: never) => string = JSON.stringify): string =>
  `export const ${name}={${[...new Map(entries.map(({ hash, value }) => [hash, value]))].map(([hash, value]) => `"${hash}":${print(value as never)}`).join(',\n')}};`;
const asCode = ({ spec, roots, parts }: ReturnType<typeof compile>): string =>
  `{spec:${spec},roots:${JSON.stringify(roots)},parts:${JSON.stringify(parts)}}`;

outputFileSync(
  join(folder, 'dist/prepared.js'),
  [
    table('yaml', yaml),
    table('manifests', judged),
    table('packed', copied),
    table(
      'templates',
      templates.map((value) => ({ hash: value.hash, value })),
      asCode,
    ),
    '',
  ].join('\n'),
);
