import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Finding, type Recipe, tool, type Work } from '../harness/tool.ts';
import { releasesOf, isChart, isManifest, isValues, unitPerEnvironment } from '../kubernetes/cells.ts';
import { type KubernetesObject, type Manifest, titleOf } from '../kubernetes/objects.ts';
import { crdFiles, CRDS, HELM, KUBERNETES } from '../kubernetes/recipes.ts';
import { renderAll } from '../kubernetes/render.ts';
import { seedChart } from '../kubernetes/seed.ts';
import type { Client } from './client.ts';
import { withCluster } from './cluster.ts';
import { DEPLOY, stepsOf } from './steps.ts';

const VERSION = ['gitVersion=v1.36.3', 'gitMajor=1', 'gitMinor=36'].map((one) => `-X k8s.io/component-base/version.${one}`);
const own = (path: string, binary: string): Recipe => ({
  kind: 'go-own',
  folder: 'kube-apiserver/server',
  package: path,
  binary,
  flags: [`-ldflags=-s -w ${VERSION.join(' ')}`],
});

interface Crd extends KubernetesObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string }[];
  };
}

/** Install the custom kinds that these objects are of. */
async function define({ source }: Work, client: Client, manifests: readonly Manifest[]): Promise<Finding[]> {
  const kinds = new Set(manifests.map(({ object: { apiVersion, kind } }) => `${apiVersion.split('/')[0]}/${kind}`));
  const crds = crdFiles(source).map((file) => parse(readFileSync(file, 'utf8')) as Crd);
  const findings: Finding[] = [];
  for (const crd of crds.filter(({ spec }) => kinds.has(`${spec.group}/${spec.names.kind}`))) {
    const { group, names, versions } = crd.spec;
    const messages = await client.apply(crd);
    if (!(await client.serves(`${group}/${versions[0]!.name}`, names.kind))) messages.push('it is never served');
    findings.push(...messages.map((message) => ({ file: '', message: `the definition of ${names.kind}: ${message}` })));
  }
  return findings;
}

interface Templated {
  readonly template?: { readonly metadata?: object; readonly spec?: object };
}

/** Would the namespace let the pods of a workload in? */
async function admit(client: Client, { metadata, ...rest }: KubernetesObject): Promise<string[]> {
  const spec = rest['spec'] as (Templated & { jobTemplate?: { spec?: Templated } }) | undefined;
  const template = (rest.kind === 'CronJob' ? spec?.jobTemplate?.spec : spec)?.template;
  if (!['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'].includes(rest.kind) || !template) return [];
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name: metadata.name }, spec: template.spec };
  return client.tryToCreate(pod, `/api/v1/namespaces/${metadata.namespace ?? 'default'}/pods`);
}

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
  recipes: [own('k8s.io/kubernetes/cmd/kube-apiserver', 'kube-apiserver'), own('go.etcd.io/etcd/server/v3', 'etcd'), HELM, ...CRDS],
  uses: ['kubernetes'],
  trueVersion: async ({ exec, bin }) => (await exec(bin('kube-apiserver'), ['--version'])).out.trim().replace('Kubernetes v', ''),
  reads: (path) => (isChart(path) && !path.includes('/tests/')) || isValues(path) || isManifest(path) || path === DEPLOY,
  units: (files) =>
    Object.fromEntries(
      Object.entries(unitPerEnvironment(files)).map(([name, unit]) => [name, [...unit, ...files.filter((path) => path === DEPLOY)]]),
    ),
  run: async (work) => {
    const { rendered, findings } = await renderAll(work, releasesOf(work.files));
    const { manifests, problems } = stepsOf(work, rendered);
    const binaries = { etcd: work.bin('etcd'), apiserver: work.bin('kube-apiserver') };
    const said = await withCluster(join(work.root, '.cluster'), binaries, (client) => applyAll(work, client, manifests));
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
