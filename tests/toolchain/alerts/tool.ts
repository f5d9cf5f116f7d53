import { alertFaults } from '../../support/alerts.ts';
import { metricFaults } from '../../support/metrics.ts';
import { named, textsOf } from '../harness/text.ts';
import { tool } from '../harness/tool.ts';

const isMine = (path: string): boolean => /^(observability|docs\/runbooks)\//.test(path);
const isSource = (path: string): boolean => /^services\/[^/]+\/src\/metrics\.js$/.test(path);

/** Each alert has a test in which it fires and goes, a page, and a row in the list, and the other way round; each metric that is asked for exists. */
export const alerts = tool({
  name: 'alerts',
  version: 'ours',
  tier: 1,
  recipes: [],
  uses: ['../support'],
  trueVersion: async () => 'ours',
  reads: (path) => isMine(path) && !path.startsWith('observability/templates/'),
  units: (_files, tree) => ({ all: tree.filter((path) => isMine(path) || isSource(path)) }),
  run: async ({ root, files }) => {
    const texts = textsOf(root, files);
    return [...alertFaults(texts), ...metricFaults(texts)].map(named);
  },
  seed: {
    files: {
      'observability/alerts/seed.yaml': `groups:
  - name: seed
    rules:
      - alert: Untested
        expr: no_such_metric == 0
        labels: { severity: page }
        annotations: { summary: a, description: b, runbook_url: "docs/runbooks/Untested.md" }
`,
      'docs/runbooks/Gone.md': '# Gone\n',
    },
    finds: [/no test lets Untested fire/, /Untested has no page/, /there is no such alert/, /no_such_metric/],
  },
});
