import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Finding, tool, type Work } from '../harness/tool.ts';
import { cellsOf, releasesOf, isChart, isManifest, isValues, unitPerEnvironment } from '../kubernetes/cells.ts';
import { type KubernetesObject, type Manifest, objectsOf, titleOf } from '../kubernetes/objects.ts';
import { HELM, KUBERNETES } from '../kubernetes/recipes.ts';
import { type Rendered, renderAll } from '../kubernetes/render.ts';
import { seedChart } from '../kubernetes/seed.ts';
import { argoProblems, kindProblems } from './argo.ts';
import { checks } from './kinds.ts';
import { podProblems } from './pods.ts';
import { Scope } from './scope.ts';

function problemsOf(manifests: readonly Manifest[]): string[] {
  const scope = new Scope(manifests);
  return [
    ...scope.objects.flatMap((object) => (checks[object.kind]?.(object, scope) ?? []).map((problem) => `${titleOf(object)}: ${problem}`)),
    ...scope.pods.flatMap((pod) => podProblems(pod, scope).map((problem) => `${titleOf(pod.owner)}: ${problem}`)),
  ];
}

interface Release {
  readonly service: string;
  readonly objects: readonly KubernetesObject[];
  readonly findings: readonly Finding[];
}

function ofRelease({ cell, text }: Rendered): Release {
  const { manifests, problems } = objectsOf(text, '');
  const title = `${cell.service} in ${cell.environment}`;
  const messages = [...problems, ...problemsOf(manifests)];
  const findings = messages.map((message) => ({ file: 'charts/service', message: `${title}: ${message}` }));
  return { service: cell.service, objects: manifests.map(({ object }) => object), findings };
}

/** What stands in the tree, folder by folder, with what the chart renders beside it. */
function ofTree({ root, files }: Work, releases: readonly Release[]): Finding[] {
  const read = files.filter(isManifest).map((path) => ({ path, ...objectsOf(readFileSync(join(root, path), 'utf8'), path) }));
  const manifests = read.flatMap((one) => one.manifests);
  const objects = manifests.map(({ object }) => object);
  const broken = read.flatMap(({ path, problems }) => problems.map((message) => ({ file: path, message })));
  const messages = [...problemsOf(manifests), ...argoProblems(objects), ...kindProblems(objects, releases)];
  return [...broken, ...messages.map((message) => ({ file: read[0]?.path ?? '', message }))];
}

/** What points to something points to something that is there: selectors, ports, accounts, settings, volumes, projects. */
export const kubernetesLinks = tool({
  name: 'kubernetes-links',
  version: 'ours',
  tier: 1,
  recipes: [HELM],
  trueVersion: async () => 'ours',
  uses: ['kubernetes'],
  configuration: KUBERNETES,
  reads: (path) => (isChart(path) && !path.includes('/tests/')) || isValues(path) || isManifest(path),
  units: (files) => ({ charts: files.filter(isChart), ...unitPerEnvironment(files) }),
  run: async (work) => {
    const { rendered, findings } = await renderAll(work, releasesOf(work.files));
    const releases = rendered.map(ofRelease);
    findings.push(...releases.flatMap((release) => release.findings));
    // Releases of services that no tree has need no project.
    return [...findings, ...ofTree(work, cellsOf(work.files).length > 0 ? releases : [])];
  },
  seed: {
    files: seedChart({
      'all.yaml': `apiVersion: v1
kind: Service
metadata: { name: api, namespace: api }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: api, namespace: api, labels: { app: api } }
spec: { containers: [{ name: api, image: "registry.example/api:1" }] }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: api, namespace: api }
spec: { secretStoreRef: { kind: SecretStore, name: web } }
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: api, namespace: api }
spec: { rules: [{ backendRefs: [{ kind: Service, name: api, port: 81 }] }] }
`,
    }),
    finds: [/matches no pod/, /reads from SecretStore web, which does not exist/, /no Service api with the port 81/],
  },
});
