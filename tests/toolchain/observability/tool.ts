import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { pin } from '../harness/pins.ts';
import { type Finding, tool } from '../harness/tool.ts';
import { conform, KUBECONFORM } from '../kubeconform/conform.ts';
import { type KubernetesObject, objectsOf, titleOf } from '../kubernetes/objects.ts';
import { CRDS, HELM, KUBERNETES, SCHEMAS } from '../kubernetes/recipes.ts';
import { helm } from '../kubernetes/render.ts';

const CHART = 'observability';
const FOLDERS = /^observability\/(slos|alerts|dashboards|alertmanager)\/[^/]+$/;

interface Chart {
  readonly objects: readonly KubernetesObject[];
  /** Address of the repository's pages. */
  readonly pages: string;
}

/** What the cluster must get for a file of the chart: the same, wrapped, and runbooks that a phone can open. */
function arrives(path: string, text: string, { objects, pages }: Chart): boolean {
  const name = basename(path).replace(/\.\w+$/, '');
  const folder = basename(dirname(path));
  if (folder === 'dashboards')
    return objects.some(({ kind, ...rest }) => {
      const data = (rest['data'] ?? {}) as Readonly<Record<string, string>>;
      return kind === 'ConfigMap' && (data[basename(path)] ?? '').trim() === text.trim();
    });
  if (folder === 'alertmanager')
    return objects.some(({ kind, ...rest }) => {
      const data = (rest['stringData'] ?? {}) as Readonly<Record<string, string>>;
      return kind === 'Secret' && (data['alertmanager.yaml'] ?? '').trim() === text.trim();
    });
  return objects.some(
    ({ kind, metadata, ...rest }) =>
      kind === 'PrometheusRule' &&
      metadata.name === `${folder}-${name}` &&
      isDeepStrictEqual(rest['spec'], parse(text.replaceAll('runbook_url: docs/', `runbook_url: ${pages}/docs/`))),
  );
}

/** The chart of observability/: Helm takes it, each file reaches the cluster unchanged, and the schemas of Kubernetes and of the operator agree. */
export const observability = tool({
  name: 'observability',
  version: pin('helm'),
  tier: 1,
  recipes: [HELM, KUBECONFORM, SCHEMAS, ...CRDS],
  uses: ['kubernetes', 'kubeconform'],
  configuration: KUBERNETES,
  reads: (path) => path.startsWith(`${CHART}/`) && !path.startsWith(`${CHART}/tests/`),
  run: async (work): Promise<Finding[]> => {
    if (work.files.length === 0) return [];
    const lint = await helm(work, 'lint', '--strict', '--quiet', CHART);
    const { code, out, err } = await helm(work, 'template', CHART, CHART, '--namespace', 'monitoring');
    if (lint.code !== 0 || code !== 0)
      return [{ file: `${CHART}/Chart.yaml`, message: `helm: ${`${lint.out} ${lint.err} ${err}`.trim()}` }];
    const { manifests, problems } = objectsOf(out, CHART);
    const objects = manifests.map(({ object }) => object);
    const names = objects.map(titleOf);
    const [, pages = 'https://nowhere.example'] =
      /^ {2}pages: "(https:.+)"$/m.exec(readFileSync(join(work.root, CHART, 'Chart.yaml'), 'utf8')) ?? [];
    const twice = names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is rendered twice`);
    const lost = work.files.filter(
      (path) => FOLDERS.test(path) && !arrives(path, readFileSync(join(work.root, path), 'utf8'), { objects, pages }),
    );
    return [
      ...[...problems, ...twice].map((message) => ({ file: `${CHART}/Chart.yaml`, message })),
      ...(await conform(work, out, { file: `${CHART}/Chart.yaml`, title: '' })),
      ...lost.map((file) => ({ file, message: 'it does not reach the cluster as it stands here' })),
    ];
  },
  seed: {
    files: {
      'observability/Chart.yaml': 'apiVersion: v2\nname: observability\nversion: 1.0.0\n',
      'observability/alerts/seed.yaml':
        'groups:\n  - name: seed\n    rules:\n      - alert: Seed\n        expr: vector(1)\n        four: 5m\n',
      'observability/alerts/lost.yaml': 'groups: []\n',
      'observability/templates/rules.yaml': `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: alerts-seed, namespace: monitoring }
spec:
  {{- .Files.Get "alerts/seed.yaml" | nindent 2 }}
`,
    },
    finds: [/'?four'?/, /does not reach the cluster/],
  },
});
