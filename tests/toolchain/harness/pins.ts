import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from './paths.ts';

const versions = parse(readFileSync(join(REPOSITORY, 'templates/versions.yaml'), 'utf8')) as Record<string, Record<string, unknown>>;

/** The version that the output pins for a tool, without a leading `v`. */
export function pin(name: string, section = 'tools'): string {
  const version = versions[section]?.[name];
  if (typeof version !== 'string') throw new Error(`templates/versions.yaml has no ${section}.${name}`);
  return version.replace(/^v/, '');
}

/** The version of a package of package.json that is installed: for judges that the output itself does not pin. */
export const locked = (name: string): string =>
  (JSON.parse(readFileSync(join(REPOSITORY, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
