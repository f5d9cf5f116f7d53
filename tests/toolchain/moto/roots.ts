import { readFileSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Work } from '../harness/tool.ts';
import { isRoot, subjects, units } from '../terraform/roots.ts';

const ENVIRONMENTS = 'terraform/environments';

/** One unit per root that nobody repeats, and one for all environments: they differ in little, and `shapes` chooses among them. */
export function unitPerKind(files: readonly string[], tree: readonly string[], read: (path: string) => string): Record<string, string[]> {
  const roots = Object.entries(units(files, tree, read)).filter(([folder]) => isRoot(folder));
  const repeated = ([folder]: readonly [string, unknown]): boolean => posix.dirname(folder) === ENVIRONMENTS;
  const environments = new Set(roots.filter(repeated).flatMap(([, unit]) => unit));
  return { ...Object.fromEntries(roots.filter((root) => !repeated(root))), [ENVIRONMENTS]: [...environments] };
}

/** One root of each shape: those that differ only in name, region, account and addresses do the same. An empty account has nothing that exists. */
export function shapes({ root, files }: Work): string[] {
  const shapeOf = (folder: string): string =>
    files
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => `${posix.relative(folder, path)}\n${readFileSync(join(root, path), 'utf8')}`)
      .join('\n')
      .replaceAll(new RegExp(`(?<![a-z0-9])${posix.basename(folder)}(?![a-z0-9])`, 'g'), '<name>')
      .replaceAll(/"(?:[a-z]{2}(?:-[a-z]+)+-\d|\d{12}|[\d.]+\/\d+)"/g, '""');
  const fresh = subjects(files).filter((folder) => !files.includes(`${folder}/existing-network.tf`));
  return [...new Map(fresh.map((folder) => [shapeOf(folder), folder])).values()];
}

/** In the private copy nothing may refuse to be destroyed, in modules either. */
export function unguarded({ root, files }: Work): void {
  for (const path of files.filter((one) => one.endsWith('.tf'))) {
    const text = readFileSync(join(root, path), 'utf8');
    writeFileSync(join(root, path), text.replaceAll(GUARD, '$1false'));
  }
}

const GUARD = /^( +(?:prevent_destroy|\w*deletion_protection\w*) += ).*$/gm;
const PROVIDER = /^provider "aws" \{\n/gm;

/** Make a root's providers talk to a server on one address. Returns the account that the root wants to be in. */
export function settled({ root, files }: Work, folder: string): string {
  const texts = files
    .filter((path) => posix.dirname(path) === folder && path.endsWith('.tf'))
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      // A bucket's own host name leads nowhere, and what moto has not implemented would be tried again for half an hour.
      writeFileSync(join(root, path), text.replaceAll(PROVIDER, '$&  s3_use_path_style = true\n  max_retries = 3\n'));
      return text;
    });
  return /^ {2}allowed_account_ids *= \["(\d+)"\]/m.exec(texts.join('\n'))?.[1] ?? '123456789012';
}
