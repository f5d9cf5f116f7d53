import { tool } from '../harness/tool.ts';
import { once } from '../terraform/diagnostics.ts';
import { initialised, place, tested, valid } from '../terraform/proof.ts';
import { reads, subjects, units } from '../terraform/roots.ts';
import { proven, STAND_IN, withStandIns } from '../terraform/stand-in.ts';

const VERSION = '1.12.6';

/** The same configuration under the other program that reads it. Its mocks invent values while planning. */
export const opentofu = tool({
  name: 'opentofu',
  version: VERSION,
  tier: 2,
  recipes: [
    { kind: 'go-module', module: 'github.com/opentofu/opentofu', version: `v${VERSION}`, package: './cmd/tofu', binary: 'tofu' },
    STAND_IN,
  ],
  trueVersion: async ({ exec, bin }) => {
    const { out } = await exec(bin('tofu'), ['version', '-json'], { env: { TF_CLI_CONFIG_FILE: '' } });
    // Built from the tag; only a release build leaves out the suffix.
    return `${(JSON.parse(out) as { terraform_version: string }).terraform_version.replace(/-dev$/, '')} (${proven()})`;
  },
  uses: ['terraform'],
  // Every module is in one of them, and every way to call it.
  stacks: ['elsewhere', 'existing', 'uses'],
  reads,
  units,
  together: 2,
  run: (work) =>
    withStandIns(work, 'registry.opentofu.org', async (judge) => {
      const findings = [];
      for (const folder of subjects(work.files)) {
        const at = place(work, folder, { program: work.bin('tofu'), ...judge });
        const unready = await initialised(at, '-backend=false');
        findings.push(...(unready.length > 0 ? unready : [...(await valid(at)), ...(await tested(at))]));
      }
      return once(findings);
    }),
  seed: {
    files: {
      'terraform/modules/aws/typo/main.tf': `resource "aws_vpc" "this" {\n  cidr = "10.0.0.0/16"\n}\n`,
      'terraform/modules/aws/test/main.tf': `resource "aws_vpc" "this" {\n  cidr_block = "10.0.0.0/16"\n}\n`,
      'terraform/modules/aws/test/tests/one.tftest.hcl': `mock_provider "aws" {}

run "names_it" {
  command = plan

  assert {
    condition     = aws_vpc.this.cidr_block == "10.1.0.0/16"
    error_message = "The seeded range is another."
  }
}
`,
    },
    finds: [/An argument named "cidr" is not expected here/, /The seeded range is another/],
  },
});
