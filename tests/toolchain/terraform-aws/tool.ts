import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mirrorOf } from '../harness/providers.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';
import { once } from '../terraform/diagnostics.ts';
import { initialised, place, tested, valid } from '../terraform/proof.ts';
import { reads, subjects, units } from '../terraform/roots.ts';
import { configured, pinned } from '../terraform/stand-in.ts';

const PROVIDER = { kind: 'provider', name: 'aws', version: '5.100.0' } as const;

/** What the real provider alone knows: enums, CIDRs, ARNs, what conflicts with what. It is a major older than the pinned one. */
export const terraformAws = tool({
  name: 'terraform-aws',
  version: pinned('aws'),
  tier: 2,
  recipes: [{ kind: 'path', binary: 'terraform' }, PROVIDER],
  trueVersion: () => Promise.resolve(PROVIDER.version),
  uses: ['terraform'],
  reads,
  units,
  run: async (work) => {
    const configuration = configured(work, mirrorOf(PROVIDER)!);
    work.files.forEach((path) => relabel(work, path));
    const findings: Finding[] = [];
    for (const folder of subjects(work.files)) {
      const at = place(work, folder, { program: work.bin('terraform'), configuration });
      const unready = await initialised(at, '-backend=false');
      findings.push(...(unready.length > 0 ? unready : [...(await valid(at)), ...(await tested(at))]));
    }
    return once(findings);
  },
  seed: {
    files: {
      'terraform/modules/aws/cidr/main.tf': `resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/33"\n}\n`,
      'terraform/modules/aws/enum/main.tf': `resource "aws_ecr_repository" "this" {
  name                 = "seed"
  image_tag_mutability = "SOMETIMES"
}
`,
    },
    finds: [/invalid CIDR address: 10\.0\.0\.0\/33/, /image_tag_mutability to be one of/],
  },
});

/** In the private copy: the version that is at hand, and the names that version 6 gave to the region. */
function relabel({ root }: Work, path: string): void {
  const text = readFileSync(join(root, path), 'utf8');
  const older = text
    .replaceAll(/(source\s*=\s*"hashicorp\/aws"\s+version\s*=\s*)"[^"]*"/g, `$1"${PROVIDER.version}"`)
    .replaceAll('data.aws_region.current.region', 'data.aws_region.current.id')
    .replaceAll(/(mock_data "aws_region" \{\s+defaults = \{ )region/g, '$1id');
  if (older !== text) writeFileSync(join(root, path), older);
}
