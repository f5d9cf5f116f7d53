import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parse } from 'yaml';
import { pin } from '../harness/pins.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';

const TASKS = 'tasks/terraform.yml';
const MODULE = /^terraform\/modules\/[^/]+\/[^/]+\//;

/** The tables in the READMEs of modules are those that terraform-docs writes, called as the emitted task calls it. */
export const terraformDocs = tool({
  name: 'terraform-docs',
  version: pin('terraform-docs'),
  tier: 1,
  recipes: [
    {
      kind: 'go-module',
      module: 'github.com/terraform-docs/terraform-docs',
      version: 'v0.20.0',
      package: '.',
      binary: 'terraform-docs',
    },
  ],
  reads: (path) => path === TASKS || (MODULE.test(path) && /(^[^.]+\.tf|\/README\.md)$/.test(path)),
  units: (files) => {
    const modules = [...new Set(files.flatMap((path) => MODULE.exec(path)?.[0] ?? []))];
    return Object.fromEntries(modules.map((module) => [module, files.filter((path) => path === TASKS || path.startsWith(module))]));
  },
  run: async (work) => {
    const modules = [...new Set(work.files.flatMap((path) => MODULE.exec(path)?.[0] ?? []))];
    const findings: Finding[] = [];
    for (const module of modules) findings.push(...(await checked(work, module)));
    return findings;
  },
  seed: {
    files: {
      [TASKS]: 'vars:\n  TERRAFORM_DOCS: terraform-docs markdown table --output-file=README.md\n',
      'terraform/modules/aws/seed/main.tf': 'variable "name" {}\n',
      'terraform/modules/aws/seed/README.md': '# Seed\n\n<!-- BEGIN_TF_DOCS -->\n<!-- END_TF_DOCS -->\n',
    },
    finds: /README\.md is out of date/,
  },
});

async function checked({ root, exec, bin }: Work, module: string): Promise<Finding[]> {
  const { vars } = parse(readFileSync(join(root, TASKS), 'utf8')) as { vars: { TERRAFORM_DOCS: string } };
  const [program, ...args] = vars.TERRAFORM_DOCS.split(/\s+/).filter(Boolean);
  const { code, out, err } = await exec(bin(program!), [...args, '--output-check', module]);
  return code === 0 ? [] : [{ file: posix.join(module, 'README.md'), message: `${err}${out}`.trim().slice(-400) }];
}
