import { pin } from '../harness/pins.ts';
import { type Finding, tool } from '../harness/tool.ts';

/** `terraform fmt` would change nothing. */
export const terraformFmt = tool({
  name: 'terraform-fmt',
  version: pin('terraform'),
  tier: 1,
  recipes: [{ kind: 'path', binary: 'terraform' }],
  trueVersion: async ({ exec, bin }) => {
    const { out } = await exec(bin('terraform'), ['version', '-json']);
    return (JSON.parse(out) as { terraform_version: string }).terraform_version;
  },
  reads: (path) => /\.(tf|tfvars|tftest\.hcl)$/.test(path),
  run: async ({ exec, bin }) => {
    const { code, out, err } = await exec(bin('terraform'), ['fmt', '-check', '-recursive', '-no-color']);
    const findings: Finding[] = out
      .split('\n')
      .filter(Boolean)
      .map((file) => ({ file, message: 'terraform fmt would change it' }));
    // 0: nothing to do, 3: files listed; anything else is a file that it cannot read.
    return code === 0 || (code === 3 && findings.length > 0)
      ? findings
      : [...findings, { file: '', message: `terraform fmt exits with ${code}: ${err.slice(-400)}` }];
  },
  seed: {
    files: { 'terraform/modules/seed/main.tf': 'locals {\n  a = 1\n  longer = 2\n}\n' },
    finds: /would change it/,
  },
});
