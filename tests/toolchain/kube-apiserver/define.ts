import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Finding, Work } from '../harness/tool.ts';
import type { KubernetesObject, Manifest } from '../kubernetes/objects.ts';
import { crdFiles } from '../kubernetes/recipes.ts';
import type { Client } from './client.ts';

interface Crd extends KubernetesObject {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string }[];
  };
}

/** Read once: they are megabytes. */
let definitions: readonly Crd[] | undefined;

const kindOf = ({ spec: { group, names } }: Crd): string => `${group}/${names.kind}`;

/** What a server was taught; emptying it leaves that. */
const taught = new WeakMap<Client, Set<string>>();

/** Install the custom kinds that these objects are of, if the server does not know them yet. */
export async function define({ source }: Work, client: Client, manifests: readonly Manifest[]): Promise<Finding[]> {
  const kinds = new Set(manifests.map(({ object: { apiVersion, kind } }) => `${apiVersion.split('/')[0]}/${kind}`));
  definitions ??= crdFiles(source).map((file) => parse(readFileSync(file, 'utf8')) as Crd);
  const known = taught.get(client) ?? new Set();
  taught.set(client, known);
  const findings: Finding[] = [];
  for (const crd of definitions.filter((one) => kinds.has(kindOf(one)) && !known.has(kindOf(one)))) {
    const { group, names, versions } = crd.spec;
    known.add(kindOf(crd));
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
export async function admit(client: Client, { metadata, ...rest }: KubernetesObject): Promise<string[]> {
  const spec = rest['spec'] as (Templated & { jobTemplate?: { spec?: Templated } }) | undefined;
  const template = (rest.kind === 'CronJob' ? spec?.jobTemplate?.spec : spec)?.template;
  if (!['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'].includes(rest.kind) || !template) return [];
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name: metadata.name }, spec: template.spec };
  return client.tryToCreate(pod, `/api/v1/namespaces/${metadata.namespace ?? 'default'}/pods`);
}
