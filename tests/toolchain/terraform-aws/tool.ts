import { mirrorOf } from '../harness/providers.ts';
import { type Finding, tool } from '../harness/tool.ts';
import { once } from '../terraform/diagnostics.ts';
import { initialised, place, tested, valid } from '../terraform/proof.ts';
import { REAL_AWS, relabel } from '../terraform/real-aws.ts';
import { reads, subjects, units } from '../terraform/roots.ts';
import { configured, pinned } from '../terraform/stand-in.ts';

/** What the real provider alone knows: enums, CIDRs, ARNs, what conflicts with what. */
export const terraformAws = tool({
  name: 'terraform-aws',
  version: pinned('aws'),
  tier: 2,
  recipes: [{ kind: 'path', binary: 'terraform' }, REAL_AWS],
  trueVersion: () => Promise.resolve(REAL_AWS.version),
  uses: ['terraform'],
  together: 2,
  reads,
  units,
  run: async (work) => {
    const configuration = configured(work, mirrorOf(REAL_AWS)!);
    relabel(work);
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
