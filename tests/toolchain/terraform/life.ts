import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../harness/tool.ts';
import { did, initialised, type Place } from './proof.ts';

/** A root from nothing to nothing: it plans, applies, then plans no change, and can be destroyed. */
export async function lived(at: Place): Promise<Finding[]> {
  prepare(at);
  const steps: readonly (() => Promise<Finding[]>)[] = [
    () => initialised(at, '-reconfigure'),
    () => did(at, 'plan', { code: 2, args: ['plan', '-json', '-input=false', '-detailed-exitcode', '-out=verify.tfplan'] }),
    () => did(at, 'apply', { code: 0, args: ['apply', '-json', '-input=false', 'verify.tfplan'] }),
    () => did(at, 'second plan', { code: 0, args: ['plan', '-json', '-input=false', '-detailed-exitcode'] }),
    () => did(at, 'destroy', { code: 0, args: ['destroy', '-json', '-input=false', '-auto-approve', '-refresh=false'] }),
  ];
  const findings: Finding[] = [];
  for (const step of steps) {
    if (findings.some(({ message }) => !message.startsWith('warning:'))) break;
    findings.push(...(await step()));
  }
  return findings;
}

/** State beside the configuration, values for what has no default, and nothing that may not be destroyed. */
function prepare(at: Place): void {
  const folder = join(at.root, at.folder);
  writeFileSync(join(folder, 'verify_override.tf'), 'terraform {\n  backend "local" {}\n}\n');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.tf'))) {
    const text = readFileSync(join(folder, name), 'utf8');
    writeFileSync(join(folder, name), text.replaceAll(/(prevent_destroy\s*=\s*)true/g, '$1false'));
  }
  if (!readdirSync(folder).some((name) => /\.tfvars(\.json)?$/.test(name)))
    writeFileSync(join(folder, 'verify.auto.tfvars'), values(folder));
}

/** The values that the root's own tests give to its variables; each of them gives all that have no default. */
function values(folder: string): string {
  const tests = join(folder, 'tests');
  if (!existsSync(tests)) return '';
  const texts = readdirSync(tests).map((name) => readFileSync(join(tests, name), 'utf8'));
  return texts.flatMap((text) => /^variables \{\n([\s\S]*?)^\}/m.exec(text)?.[1] ?? [])[0] ?? '';
}
