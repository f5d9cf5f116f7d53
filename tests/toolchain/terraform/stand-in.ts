import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { REPOSITORY } from '../harness/paths.ts';
import { PLATFORM } from '../harness/providers.ts';
import type { Recipe, Work } from '../harness/tool.ts';
import type { Judge } from './proof.ts';

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

/** One process of each stand-in for all commands of a unit: to start one for each command costs a third of the time. */
export async function withStandIns<T>(
  work: Work,
  registry: string,
  use: (judge: Pick<Judge, 'configuration' | 'attached'>) => Promise<T>,
): Promise<T> {
  const configuration = mirrored(work, registry);
  const servers = await Promise.all(Object.keys(DUMPS).map((name) => serve(work, registry, name)));
  try {
    return await use({ configuration, attached: JSON.stringify(Object.assign({}, ...servers.map(({ address }) => address))) });
  } finally {
    for (const { end } of servers) end();
  }
}

/** It ends with its input, so with this process whatever comes. */
async function serve({ root }: Work, registry: string, name: string): Promise<{ address: object; end: () => void }> {
  // Its socket goes with the private copy.
  const env = { ...process.env, TMPDIR: root };
  const child = spawn(binaryOf(root, registry, name), [`${registry}/hashicorp/${name}`], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  for await (const line of createInterface(child.stdout)) {
    const [, said] = /TF_REATTACH_PROVIDERS='(.*)'/.exec(line) ?? [];
    if (said) return { address: JSON.parse(said) as object, end: () => child.stdin.end() };
  }
  throw new Error(`the stand-in for ${name} does not say how to attach to it`);
}

const binaryOf = (root: string, registry: string, name: string): string =>
  join(root, '.verify/mirror', registry, 'hashicorp', name, pinned(name), PLATFORM, `terraform-provider-${name}_v${pinned(name)}`);

/** A mirror of providers in a private copy, and the CLI configuration that knows nothing else. Returns that file. */
function mirrored(work: Work, registry: string): string {
  const texts = work.files.map((path) => readFileSync(join(work.root, path), 'utf8')).join('\n');
  for (const [name, version] of Object.entries(DUMPS)) {
    const binary = binaryOf(work.root, registry, name);
    const folder = dirname(binary);
    mkdirSync(folder, { recursive: true });
    cpSync(work.bin('terraform-provider-stand-in'), binary);
    cpSync(join(import.meta.dirname, 'facts.json'), join(folder, 'facts.json'));
    writeFileSync(join(folder, 'schema.json.gz'), excerpt(`hashicorp-${name}-${version}.json.gz`, texts));
  }
  return configured(work, join(work.root, '.verify/mirror'));
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
