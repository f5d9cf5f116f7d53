import type { KubernetesObject, Manifest } from '../kubernetes/objects.ts';
import { get, isMap, list } from './value.ts';

export type Labels = Readonly<Record<string, unknown>>;

/** A pod as a workload describes it. */
export interface Pod {
  readonly owner: KubernetesObject;
  readonly namespace: string;
  readonly labels: Labels;
  readonly spec: unknown;
}

const TEMPLATE: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

export const namespaceOf = ({ metadata }: KubernetesObject): string => metadata.namespace ?? 'default';

/** What others make of an object: External Secrets makes a Secret. */
function madeOf(object: KubernetesObject): KubernetesObject[] {
  if (object.kind !== 'ExternalSecret') return [];
  const name = get(object, 'spec', 'target', 'name') ?? object.metadata.name;
  const keys = list(get(object, 'spec', 'data')).map((one) => [String(get(one, 'secretKey')), ''] as const);
  const metadata = { ...object.metadata, name: String(name) };
  return [{ apiVersion: 'v1', kind: 'Secret', metadata, data: Object.fromEntries(keys) }];
}

/** The objects that reach a cluster together. */
export class Scope {
  readonly objects: readonly KubernetesObject[];
  readonly pods: readonly Pod[];
  readonly #made: readonly KubernetesObject[];

  constructor(manifests: readonly Manifest[]) {
    this.objects = manifests.map(({ object }) => object);
    this.#made = this.objects.flatMap(madeOf);
    this.pods = this.objects.flatMap((owner) => {
      const steps = TEMPLATE[owner.kind];
      if (!steps) return [];
      const template = get(owner, ...steps);
      const labels = get(template, 'metadata', 'labels');
      return [{ owner, namespace: namespaceOf(owner), labels: isMap(labels) ? labels : {}, spec: get(template, 'spec') }];
    });
  }

  find(kind: string, name: unknown, namespace: string): KubernetesObject | undefined {
    return [...this.objects, ...this.#made].find(
      (one) => one.kind === kind && one.metadata.name === name && namespaceOf(one) === namespace,
    );
  }

  podsOf(namespace: string, selector: unknown): Pod[] {
    return this.pods.filter((pod) => pod.namespace === namespace && matches(selector, pod.labels));
  }
}

/** Does a selector, of plain labels or with matchLabels and matchExpressions, take these labels? */
export function matches(selector: unknown, labels: Labels): boolean {
  if (!isMap(selector)) return false;
  const isFull = 'matchLabels' in selector || 'matchExpressions' in selector;
  const plain = isFull ? get(selector, 'matchLabels') : selector;
  return (
    Object.entries(isMap(plain) ? plain : {}).every(([key, value]) => labels[key] === value) &&
    (isFull ? list(get(selector, 'matchExpressions')) : []).every((expression) => holds(expression, labels))
  );
}

function holds(expression: unknown, labels: Labels): boolean {
  const value = labels[String(get(expression, 'key'))];
  const values = list(get(expression, 'values'));
  const operator = get(expression, 'operator');
  if (operator === 'In') return values.includes(value);
  if (operator === 'NotIn') return !values.includes(value);
  return operator === 'Exists' ? value !== undefined : operator === 'DoesNotExist' && value === undefined;
}

export const containersOf = ({ spec }: Pod): unknown[] => [...list(get(spec, 'initContainers')), ...list(get(spec, 'containers'))];

/** Does one of the pod's containers listen on this port, by name or number? */
export const listens = (pod: Pod, port: unknown): boolean =>
  containersOf(pod)
    .flatMap((container) => list(get(container, 'ports')))
    .some((one) => get(one, 'name') === port || get(one, 'containerPort') === port);
