import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'tsdown';

/** Bundle the child that dies, so that a thousand of them start quickly; returns its path. It must lie in the repository to find the templates. */
export async function buildKiller(): Promise<string> {
  const outDir = mkdtempSync(join(process.cwd(), 'node_modules/.killed-'));
  await build({
    entry: ['tests/support/killed.ts'],
    outDir,
    format: 'esm',
    platform: 'node',
    noExternal: [/.*/],
    dts: false,
    logLevel: 'silent',
    config: false,
    clean: false,
  });
  return join(outDir, 'killed.mjs');
}
