import { pin } from '../harness/pins.ts';
import { type Finding, tool } from '../harness/tool.ts';
import { isChart } from '../kubernetes/cells.ts';
import { HELM, KUBERNETES } from '../kubernetes/recipes.ts';
import { helm } from '../kubernetes/render.ts';
import { runSuite } from './suite.ts';

const TESTS = /^(charts\/[^/]+)\/tests\/[^/]+_test\.yaml$/;

/** The unit tests of the charts, run through Helm. helm-unittest is not to be had from a registry; this reads the part of its language that the output uses. */
export const chartTests = tool({
  name: 'chart-tests',
  version: pin('helm-unittest'),
  tier: 1,
  recipes: [HELM],
  uses: ['kubernetes'],
  configuration: KUBERNETES,
  trueVersion: async () => 'ours',
  reads: isChart,
  run: async (work) => {
    const suites = work.files.filter((path) => TESTS.test(path));
    const charts = [...new Set(suites.map((path) => TESTS.exec(path)![1]!))];
    for (const chart of charts) {
      const { code, out, err } = await helm(work, 'dependency', 'build', chart);
      if (code !== 0) return [{ file: chart, message: `helm dependency build: ${err || out}` }];
    }
    const findings: Finding[] = suites.length > 0 ? [] : [{ file: 'charts', message: 'no chart has tests' }];
    for (const file of suites) {
      const problems = await runSuite(work, TESTS.exec(file)![1]!, file);
      findings.push(...problems.map((message) => ({ file, message })));
    }
    return findings;
  },
  seed: {
    files: {
      'charts/service/Chart.yaml': 'apiVersion: v2\nname: service\nversion: 1.0.0\ntype: application\n',
      'charts/service/templates/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n',
      'charts/service/tests/map_test.yaml': `suite: seed
templates: [templates/map.yaml]
release: { name: api, namespace: api }
tests:
  - it: is named as it is not
    asserts:
      - equal: { path: metadata.name, value: web }
`,
    },
    finds: /metadata\.name is "api", expected "web"/,
  },
});
