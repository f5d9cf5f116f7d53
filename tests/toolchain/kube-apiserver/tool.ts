import { type Finding, tool, type Work } from '../harness/tool.ts';
import { environmentOf, isAddon, isChart, isManifest, isValues, releasesOf, unitPerEnvironment } from '../kubernetes/cells.ts';
import { type Manifest, titleOf } from '../kubernetes/objects.ts';
import { CRDS, HELM, KUBERNETES } from '../kubernetes/recipes.ts';
import { renderAll } from '../kubernetes/render.ts';
import { seedChart } from '../kubernetes/seed.ts';
import { SERVER } from './binaries.ts';
import type { Client } from './client.ts';
import { withCluster } from './cluster.ts';
import { admit, define } from './define.ts';
import { DEPLOY, stepsOf } from './steps.ts';

async function applyAll(work: Work, client: Client, manifests: readonly Manifest[]): Promise<Finding[]> {
  const findings = await define(work, client, manifests);
  for (const { from, object } of manifests) {
    const messages = await client.apply(object);
    if (messages.length === 0) messages.push(...(await admit(client, object)).map((message) => `its pods: ${message}`));
    const file = work.files.includes(from) ? from : 'charts/service';
    findings.push(...messages.map((message) => ({ file, message: `${from === file ? '' : `${from}: `}${titleOf(object)}: ${message}` })));
  }
  return findings;
}

/** A real API server, one for each environment, takes every object in the order in which the output applies them; a warning is a finding. */
export const kubeApiserver = tool({
  name: 'kube-apiserver',
  version: KUBERNETES,
  tier: 2,
  recipes: [...SERVER, HELM, ...CRDS],
  uses: ['kubernetes'],
  together: 2,
  trueVersion: async ({ exec, bin }) => (await exec(bin('kube-apiserver'), ['--version'])).out.trim().replace('Kubernetes v', ''),
  reads: (path) => (isChart(path) && !path.includes('/tests/')) || isValues(path) || isManifest(path) || isAddon(path) || path === DEPLOY,
  units: (files) =>
    Object.fromEntries(
      Object.entries(unitPerEnvironment(files)).map(([name, unit]) => [name, [...unit, ...files.filter((path) => path === DEPLOY)]]),
    ),
  run: async (work) => {
    const { rendered, findings } = await renderAll(work, releasesOf(work.files));
    const { manifests, problems } = await stepsOf(work, rendered, environmentOf(work.files));
    const binaries = { etcd: work.bin('etcd'), apiserver: work.bin('kube-apiserver') };
    const said = await withCluster(binaries, (client) => applyAll(work, client, manifests));
    return [...findings, ...problems, ...said];
  },
  // Two ports without names: no schema forbids it.
  seed: {
    files: {
      ...seedChart({
        'service.yaml': `apiVersion: v1
kind: Service
metadata: { name: api, namespace: api }
spec: { selector: { app: api }, ports: [{ port: 80 }, { port: 81 }] }
`,
      }),
      [DEPLOY]: 'kubectl apply --filename - <<YAML\napiVersion: v1\nkind: Namespace\nmetadata: { name: $service }\nYAML\n',
    },
    finds: /spec\.ports\[0\]\.name: Required value/,
  },
});
