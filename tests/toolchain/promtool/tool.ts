import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pin } from '../harness/pins.ts';
import { type Executed, type Finding, tool, type Work } from '../harness/tool.ts';
import { asRules } from './expressions.ts';

const RULES = /^observability\/(slos|alerts)\/[^/]+\.yaml$/;
const TESTS = /^observability\/tests\/[^/]+\.yaml$/;
const DASHBOARDS = /^observability\/dashboards\/[^/]+\.json$/;

/** promtool says what is wrong in words; each block of them is one finding. */
const said = (file: string, { code, out, err }: Executed): Finding[] =>
  code === 0 ? [] : [{ file, message: `promtool: exit ${code}: ${`${err}\n${out}`.replaceAll(/\s+/g, ' ').trim().slice(0, 600)}` }];

async function dashboard({ root, exec, bin }: Work, file: string): Promise<Finding[]> {
  const rules = join(root, `.${basename(file)}.yaml`);
  writeFileSync(rules, asRules(root, file));
  return said(file, await exec(bin('promtool'), ['check', 'rules', rules]));
}

/** Alerts and objectives: read and linted as `task lint:alerts` does, tested as `task test:alerts` does. The queries of dashboards: read. */
export const promtool = tool({
  name: 'promtool',
  version: pin('prometheus'),
  tier: 1,
  recipes: [
    {
      kind: 'go-module',
      module: 'github.com/prometheus/prometheus',
      version: 'v0.315.0',
      package: './cmd/promtool',
      binary: 'promtool',
      // Without the clouds' service discovery it builds in a third of the time.
      flags: ['-tags', 'remove_all_sd,enable_kubernetes_sd,enable_dns_sd'],
    },
  ],
  // A build from the module proxy does not know its release: v0.315 is 3.15.
  trueVersion: async () => '3.15.0',
  uses: ['chart-values'],
  reads: (path) => [RULES, TESTS, DASHBOARDS].some((pattern) => pattern.test(path)),
  run: async (work) => {
    const { files, exec, bin } = work;
    const findings: Finding[] = [];
    for (const file of files.filter((path) => RULES.test(path)))
      findings.push(...said(file, await exec(bin('promtool'), ['check', 'rules', '--lint=all', '--lint-fatal', file])));
    for (const file of files.filter((path) => TESTS.test(path)))
      findings.push(...said(file, await exec(bin('promtool'), ['test', 'rules', file])));
    for (const file of files.filter((path) => DASHBOARDS.test(path))) findings.push(...(await dashboard(work, file)));
    return findings;
  },
  seed: {
    files: {
      'observability/alerts/seed.yaml': `groups:
  - name: seed
    rules:
      - alert: Seed
        expr: up == 0
        for: 5m
`,
      'observability/alerts/wrong.yaml': 'groups:\n  - name: wrong\n    rules:\n      - alert: Wrong\n        expr: sum(up\n',
      'observability/tests/seed.yaml': `rule_files: [../alerts/seed.yaml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - { series: 'up{job="a"}', values: 0x10 }
    alert_rule_test:
      - { eval_time: 2m, alertname: Seed, exp_alerts: [{ exp_labels: { job: a } }] }
`,
      'observability/dashboards/seed.json': '{"panels": [{"targets": [{"expr": "rate(up)"}]}]}\n',
    },
    finds: [/unclosed left parenthesis/, /exp: ?\[.*got: ?\[\]/, /expected type range vector/],
  },
});
