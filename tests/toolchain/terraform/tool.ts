import { pin } from '../harness/pins.ts';
import { type Finding, tool } from '../harness/tool.ts';
import { once } from './diagnostics.ts';
import { lived } from './life.ts';
import { initialised, type Place, place, tested, valid } from './proof.ts';
import { isRoot, reads, subjects, units } from './roots.ts';
import { proven, STAND_IN, withStandIns } from './stand-in.ts';

/** Roots and modules against the shape of the provider; roots from nothing to everything to nothing, with an invented cloud. */
export const terraform = tool({
  name: 'terraform',
  version: pin('terraform'),
  tier: 1,
  recipes: [{ kind: 'path', binary: 'terraform' }, STAND_IN],
  trueVersion: async ({ exec, bin }) => {
    const { out } = await exec(bin('terraform'), ['version', '-json']);
    return `${(JSON.parse(out) as { terraform_version: string }).terraform_version} (${proven()})`;
  },
  reads,
  units,
  together: 2,
  run: (work) =>
    withStandIns(work, 'registry.terraform.io', async (judge) => {
      const findings: Finding[] = [];
      for (const folder of subjects(work.files))
        findings.push(...(await judged(place(work, folder, { program: work.bin('terraform'), ...judge }))));
      return once(findings);
    }),
  seed: {
    files: {
      'terraform/environments/typo/main.tf': `resource "aws_vpc" "this" {\n  cidr = "10.0.0.0/16"\n}\n`,
      'terraform/environments/missing/main.tf': `resource "aws_subnet" "this" {\n  cidr_block = "10.0.0.0/24"\n}\n`,
      'terraform/environments/test/main.tf': `resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n}\n`,
      'terraform/environments/test/tests/one.tftest.hcl': `mock_provider "aws" {}

run "names_it" {
  command = plan

  assert {
    condition     = aws_vpc.this.cidr_block == "10.1.0.0/16"
    error_message = "The seeded range is another."
  }
}
`,
      'terraform/environments/restless/main.tf': `resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n  tags       = { Made = timestamp() }\n}\n`,
    },
    finds: [
      /An argument named "cidr" is not expected here/,
      /The argument "vpc_id" is required/,
      /The seeded range is another/,
      /second plan exits with 2 instead of 0: update aws_vpc\.this/,
    ],
  },
});

async function judged(at: Place): Promise<Finding[]> {
  const unready = await initialised(at, '-backend=false');
  if (unready.length > 0) return unready;
  const findings = [...(await valid(at)), ...(await tested(at))];
  return isRoot(at.folder) && findings.length === 0 ? lived(at) : findings;
}
