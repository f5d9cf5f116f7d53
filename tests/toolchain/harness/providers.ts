import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, homedir, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exec } from './exec.ts';
import { CACHE } from './paths.ts';
import type { Recipe } from './tool.ts';

type Provider = Extract<Recipe, { kind: 'provider' }>;

const OURS = join(CACHE, 'providers');

/** Where Terraform itself looks for providers, and where a machine without the registry says that it has some. */
const mirrors = (): string[] => [
  OURS,
  ...[process.env['TF_PLUGIN_MIRROR'] ?? []].flat(),
  join(homedir(), '.terraform.d/plugins'),
  '/usr/local/share/terraform/plugins',
  '/usr/share/terraform/plugins',
];

/** As the registry names this machine. */
export const PLATFORM = `${platform()}_${arch() === 'x64' ? 'amd64' : arch()}`;

/** The mirror that has a provider, unpacked or as the registry packs it. */
export function mirrorOf({ name, version }: Provider): string | undefined {
  const folder = `registry.terraform.io/hashicorp/${name}`;
  return mirrors().find((mirror) =>
    [`${version}/${PLATFORM}`, `terraform-provider-${name}_${version}_${PLATFORM}.zip`].some((path) =>
      existsSync(join(mirror, folder, path)),
    ),
  );
}

/** Download a provider into our mirror. */
export async function mirror({ name, version }: Provider): Promise<string | undefined> {
  const work = mkdtempSync(join(tmpdir(), 'provider-'));
  const source = `${name} = { source = "hashicorp/${name}", version = "${version}" }`;
  writeFileSync(join(work, 'main.tf'), `terraform {\n  required_providers {\n    ${source}\n  }\n}\n`);
  mkdirSync(OURS, { recursive: true });
  try {
    const { code, err } = await exec('terraform', ['providers', 'mirror', '-no-color', `-platform=${PLATFORM}`, OURS], { cwd: work });
    return code === 0 ? undefined : `no mirror has provider ${name} ${version} (TF_PLUGIN_MIRROR may name one): ${err.slice(-300)}`;
  } catch (error) {
    return `terraform: ${(error as Error).message}`;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
