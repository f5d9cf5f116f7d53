import { pin } from '../harness/pins.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';
import { cellsOf, isChart, isValues, releasesOf, unitPerCell } from '../kubernetes/cells.ts';
import { objectsOf } from '../kubernetes/objects.ts';
import { HELM, KUBERNETES } from '../kubernetes/recipes.ts';
import { flagsOf, helm as call, type Rendered, renderAll } from '../kubernetes/render.ts';
import { seedChart } from '../kubernetes/seed.ts';

async function lint(work: Work, chart: string, flags: readonly string[]): Promise<Finding[]> {
  const { code, out, err } = await call(work, 'lint', '--strict', chart, ...flags);
  const said = `${out}\n${err}`.split('\n').filter((line) => /^\[(WARNING|ERROR)\]/.test(line));
  if (code === 0 && said.length === 0) return [];
  const messages = said.length > 0 ? said : [`helm lint: exit ${code}: ${err || out}`];
  return messages.map((message) => ({ file: chart, message }));
}

const broken = ({ cell: { service, environment }, text }: Rendered): Finding[] =>
  objectsOf(text, '').problems.map((problem) => ({ file: 'charts/service', message: `${service} in ${environment}: ${problem}` }));

/** The charts alone, and every release: lint, the schema of the values, and what is rendered is YAML without a doubled key. */
export const helm = tool({
  name: 'helm',
  version: pin('helm'),
  tier: 1,
  recipes: [HELM],
  uses: ['kubernetes'],
  configuration: KUBERNETES,
  reads: (path) => (isChart(path) && !path.includes('/tests/')) || isValues(path),
  units: unitPerCell,
  run: async (work) => {
    const cells = releasesOf(work.files);
    const { rendered, findings } = await renderAll(work, cells);
    findings.push(...rendered.flatMap(broken));
    for (const cell of cells) findings.push(...(await lint(work, 'charts/service', flagsOf(cell))));
    if (cellsOf(work.files).length === 0) findings.push(...(await lint(work, 'charts/library', [])));
    return findings;
  },
  seed: {
    files: seedChart({ 'map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.nowhere.name }}\n' }),
    finds: /nil pointer evaluating/,
  },
});
