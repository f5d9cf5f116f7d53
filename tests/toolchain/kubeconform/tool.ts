import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pin } from '../harness/pins.ts';
import { tool } from '../harness/tool.ts';
import { releasesOf, isChart, isManifest, isPolicy, isValues, unitPerCell, unitPerFolder } from '../kubernetes/cells.ts';
import { CRDS, HELM, KUBERNETES, SCHEMAS } from '../kubernetes/recipes.ts';
import { renderAll } from '../kubernetes/render.ts';
import { seedChart } from '../kubernetes/seed.ts';
import { conform, KUBECONFORM } from './conform.ts';

/** Each object that is rendered or stands in the tree, against the schemas of the pinned Kubernetes; an unknown field is a finding. */
export const kubeconform = tool({
  name: 'kubeconform',
  version: pin('kubeconform'),
  tier: 1,
  recipes: [KUBECONFORM, HELM, SCHEMAS, ...CRDS],
  uses: ['kubernetes'],
  configuration: KUBERNETES,
  reads: (path) => (isChart(path) && !path.includes('/tests/')) || isValues(path) || isManifest(path) || isPolicy(path),
  units: (files) => ({ ...unitPerCell(files), ...unitPerFolder(files) }),
  run: async (work) => {
    const { rendered, findings } = await renderAll(work, releasesOf(work.files));
    if (!SCHEMAS.version.startsWith(`v${KUBERNETES}.`))
      findings.push({
        file: '',
        message: `schemas are of ${SCHEMAS.version}, the clusters run ${KUBERNETES}: change kubernetes/recipes.ts`,
      });
    for (const { cell, text } of rendered)
      findings.push(...(await conform(work, text, { file: 'charts/service', title: `${cell.service} in ${cell.environment}: ` })));
    for (const file of work.files.filter((path) => isManifest(path) || isPolicy(path)))
      findings.push(...(await conform(work, readFileSync(join(work.root, file), 'utf8'), { file, title: '' })));
    return findings;
  },
  seed: {
    files: {
      ...seedChart({ 'map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: api\n' }),
      'gitops/argocd/dev/root.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: root
spec:
  project: default
  destination: { server: https://kubernetes.default.svc, nameSpace: argocd }
`,
    },
    finds: /nameSpace/,
  },
});
