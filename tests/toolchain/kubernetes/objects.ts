import { parseAllDocuments } from 'yaml';

/** An object of Kubernetes, as far as its kind says nothing yet. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

export interface Manifest {
  /** The file or release that it comes from. */
  readonly from: string;
  readonly object: KubernetesObject;
}

const isObject = (value: unknown): value is KubernetesObject => {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<KubernetesObject>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string';
};

/** The objects of a stream of YAML in their order; what is broken or no object comes back as problems. */
export function objectsOf(text: string, from: string): { manifests: Manifest[]; problems: string[] } {
  const manifests: Manifest[] = [];
  const problems: string[] = [];
  for (const document of parseAllDocuments(text)) {
    const faults = [...document.errors, ...document.warnings];
    problems.push(...faults.map(({ message }) => message));
    if (faults.length > 0) continue;
    const value: unknown = document.toJS();
    if (isObject(value)) manifests.push({ from, object: value });
    else if (value === null) problems.push('an empty document');
    else problems.push(`no object of Kubernetes: ${JSON.stringify(value).slice(0, 80)}`);
  }
  return { manifests, problems };
}

export const titleOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;
