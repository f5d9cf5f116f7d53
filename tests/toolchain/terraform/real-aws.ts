import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Work } from '../harness/tool.ts';

/** The real provider that can be had without building it. It is a major older than the pinned one. */
export const REAL_AWS = { kind: 'provider', name: 'aws', version: '5.100.0' } as const;

/** In the private copy: the version that is at hand, and the names that version 6 gave to the region. */
export function relabel({ root, files }: Work): void {
  for (const path of files) {
    const text = readFileSync(join(root, path), 'utf8');
    const older = text
      .replaceAll(/(source\s*=\s*"hashicorp\/aws"\s+version\s*=\s*)"[^"]*"/g, `$1"${REAL_AWS.version}"`)
      .replaceAll('data.aws_region.current.region', 'data.aws_region.current.id')
      .replaceAll(/(mock_data "aws_region" \{\s+defaults = \{ )region/g, '$1id');
    if (older !== text) writeFileSync(join(root, path), older);
  }
}
