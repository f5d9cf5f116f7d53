import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { REPOSITORY } from '../harness/paths.ts';
import { PLATFORM } from '../harness/providers.ts';
import type { Recipe, Work } from '../harness/tool.ts';

/** The provider of ours that serves a schema dump (standin/), and so judges without network and credentials. */
export const STAND_IN: Recipe = { kind: 'go-own', folder: 'terraform/standin', package: '.', binary: 'terraform-provider-stand-in' };

/** Providers of the output, with the version whose schema lies here: `hashicorp-<name>-<version>.json.gz`. */
const DUMPS = { aws: '6.48.0' } as const;

/** What the stand-in proves, as the table says it: `aws 6.48.0 as 6.59.0`. */
export const proven = (): string =>
  Object.entries(DUMPS)
    .map(([name, version]) => `${name} ${version} as ${pinned(name)}`)
    .join(', ');

/** The lowest version that the roots allow. */
export function pinned(name: string): string {
  const { providers } = parse(readFileSync(join(REPOSITORY, 'templates/versions.yaml'), 'utf8')) as {
    providers: Record<string, { root: string }>;
  };
  const [, major, minor, patch = '0'] = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(providers[name]!.root)!;
  return `${major}.${minor}.${patch}`;
}

/** A mirror of providers in a private copy, and the CLI configuration that knows nothing else. Returns that file. */
export function mirrored(work: Work, registry: string): string {
  const mirror = join(work.root, '.verify/mirror');
  const texts = work.files.map((path) => readFileSync(join(work.root, path), 'utf8')).join('\n');
  for (const [name, version] of Object.entries(DUMPS)) {
    const folder = join(mirror, registry, 'hashicorp', name, pinned(name), PLATFORM);
    mkdirSync(folder, { recursive: true });
    cpSync(work.bin('terraform-provider-stand-in'), join(folder, `terraform-provider-${name}_v${pinned(name)}`));
    cpSync(join(import.meta.dirname, 'facts.json'), join(folder, 'facts.json'));
    writeFileSync(join(folder, 'schema.json.gz'), excerpt(`hashicorp-${name}-${version}.json.gz`, texts));
  }
  return configured(work, mirror);
}

export function configured({ root }: Pick<Work, 'root'>, mirror: string): string {
  const file = join(root, '.verify/cli.tfrc');
  mkdirSync(join(root, '.verify'), { recursive: true });
  writeFileSync(file, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`);
  return file;
}

interface Dump {
  readonly [section: string]: Readonly<Record<string, unknown>>;
}

const read = new Map<string, Dump>();

/** The part of a dump that some texts name: a type that they do not name cannot be missed, and Terraform reads it in a tenth of the time. */
function excerpt(name: string, texts: string): Buffer {
  const dump = read.get(name) ?? (JSON.parse(gunzipSync(readFileSync(join(import.meta.dirname, name))).toString()) as Dump);
  read.set(name, dump);
  const words = new Set(texts.match(/\w+/g));
  const part = Object.entries(dump).map(([section, items]) => [
    section,
    section.endsWith('_schemas') ? Object.fromEntries(Object.entries(items).filter(([type]) => words.has(type))) : items,
  ]);
  return gzipSync(JSON.stringify(Object.fromEntries(part)), { level: 1 });
}
