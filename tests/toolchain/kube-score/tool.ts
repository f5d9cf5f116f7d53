import { pin } from '../harness/pins.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';
import { releasesOf, isChart, isValues, unitPerCell } from '../kubernetes/cells.ts';
import { HELM, KUBERNETES } from '../kubernetes/recipes.ts';
import { type Rendered, renderAll } from '../kubernetes/render.ts';
import { seedChart } from '../kubernetes/seed.ts';

/** Only OK, or a check that does not concern the object, is no finding; a line of another kind is one, too. */
async function score({ exec, bin }: Work, { cell, text }: Rendered): Promise<Finding[]> {
  const { code, out, err } = await exec(
    bin('kube-score'),
    ['score', '--kubernetes-version', `v${KUBERNETES}`, '--output-format', 'ci', '-'],
    { input: text },
  );
  const lines = out.split('\n').filter((line) => line.trim());
  const said = [...lines.filter((line) => !/^\[(OK|SKIPPED)\] /.test(line)), ...(err.trim() ? [err.trim()] : [])];
  const silent = said.length === 0 && (code !== 0 || lines.length === 0) ? [`exit ${code}, ${lines.length} lines`] : [];
  return [...said, ...silent].map((message) => ({ file: 'charts/service', message: `${cell.service} in ${cell.environment}: ${message}` }));
}

/** Good practice, over what each release renders; the default checks, as `task test:charts` of the output asks for them. */
export const kubeScore = tool({
  name: 'kube-score',
  version: pin('kube-score'),
  tier: 1,
  recipes: [{ kind: 'go', package: 'github.com/zegl/kube-score/cmd/kube-score', version: 'v1.20.0', binary: 'kube-score' }, HELM],
  uses: ['kubernetes'],
  configuration: KUBERNETES,
  reads: (path) => (isChart(path) && !path.includes('/tests/')) || isValues(path),
  units: unitPerCell,
  run: async (work) => {
    const { rendered, findings } = await renderAll(work, releasesOf(work.files));
    for (const one of rendered) findings.push(...(await score(work, one)));
    return findings;
  },
  seed: {
    files: seedChart({
      'pod.yaml': `apiVersion: v1
kind: Pod
metadata:
  name: api
  namespace: api
spec:
  containers:
    - name: api
      image: registry.example/api:latest
`,
    }),
    finds: /\[CRITICAL\].*Image with latest tag/,
  },
});
