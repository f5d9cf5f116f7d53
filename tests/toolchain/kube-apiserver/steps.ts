import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Work } from '../harness/tool.ts';
import { isManifest } from '../kubernetes/cells.ts';
import { type KubernetesObject, type Manifest, objectsOf } from '../kubernetes/objects.ts';
import { type Addon, addonsOf, renderOwn } from '../kubernetes/platform.ts';
import type { Rendered } from '../kubernetes/render.ts';

export const DEPLOY = 'scripts/deploy.sh';

interface Steps {
  readonly manifests: readonly Manifest[];
  readonly problems: readonly { readonly file: string; readonly message: string }[];
}

function read({ root }: Work, file: string): Steps {
  const { manifests, problems } = objectsOf(readFileSync(join(root, file), 'utf8'), file);
  return { manifests, problems: problems.map((message) => ({ file, message })) };
}

interface ApplicationSet extends KubernetesObject {
  readonly spec?: {
    readonly template?: { readonly spec?: { readonly syncPolicy?: { readonly managedNamespaceMetadata?: { readonly labels?: object } } } };
  };
}

/** The namespace of a service as the output makes it: by Argo CD, or by the script of the pipeline. */
function namespaceOf(work: Work, service: string, applied: readonly Manifest[]): Steps {
  const set = applied.map(({ object }) => object as ApplicationSet).find(({ kind }) => kind === 'ApplicationSet');
  const labels = set?.spec?.template?.spec?.syncPolicy?.managedNamespaceMetadata?.labels;
  if (labels) {
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: service, labels: labels as Record<string, string> } };
    return { manifests: [{ from: 'gitops', object }], problems: [] };
  }
  const script = join(work.root, DEPLOY);
  const [, text] = (existsSync(script) && /<<YAML\n(.*?)\nYAML\n/s.exec(readFileSync(script, 'utf8'))) || [];
  if (!text) return { manifests: [], problems: [{ file: DEPLOY, message: `nothing says how the namespace of ${service} is made` }] };
  const { manifests, problems } = objectsOf(text.replaceAll('$service', service), DEPLOY);
  return { manifests, problems: problems.map((message) => ({ file: DEPLOY, message })) };
}

function release(work: Work, { cell, text }: Rendered, applied: readonly Manifest[]): Steps {
  const from = `${cell.service} in ${cell.environment}`;
  const namespace = namespaceOf(work, cell.service, applied);
  const { manifests, problems } = objectsOf(text, from);
  return {
    manifests: [...namespace.manifests, ...manifests],
    problems: [...namespace.problems, ...problems.map((message) => ({ file: 'charts/service', message: `${from}: ${message}` }))],
  };
}

/** What an add-on brings of our own, into its namespace. */
async function addon(work: Work, one: Addon, environment: string): Promise<Steps> {
  const labels = { 'pod-security.kubernetes.io/enforce': one.security };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: one.namespace, labels } };
  const { text, findings } = await renderOwn(work, one, environment);
  const from = `${one.path}/Chart.yaml`;
  const { manifests, problems } = objectsOf(text, from);
  return {
    manifests: [{ from, object: namespace }, ...manifests],
    problems: [...findings, ...(text.trim() ? problems : []).map((message) => ({ file: from, message }))],
  };
}

/** What a cluster gets, in the order in which the output gives it: the platform, what Argo CD reads, add-ons, then each service. */
export async function stepsOf(work: Work, rendered: readonly Rendered[], environment: string): Promise<Steps> {
  const manifests = work.files.filter(isManifest);
  const order = [...manifests.filter((path) => path.startsWith('platform/')), ...manifests.filter((path) => path.startsWith('gitops/'))];
  const files = order.map((path) => read(work, path));
  const applied = files.flatMap((step) => step.manifests);
  const addons: Steps[] = [];
  for (const one of addonsOf(work, environment)) addons.push(await addon(work, one, environment));
  const steps = [...files, ...addons, ...rendered.map((one) => release(work, one, applied))];
  return { manifests: steps.flatMap((step) => step.manifests), problems: steps.flatMap(({ problems }) => problems) };
}
