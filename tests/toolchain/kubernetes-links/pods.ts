import { containersOf, listens, type Pod, type Scope } from './scope.ts';
import { get, isMap, list } from './value.ts';

/** A pointer to a ConfigMap or a Secret, perhaps to one key of it. */
interface Reference {
  readonly kind: string;
  readonly name: unknown;
  readonly keys: readonly unknown[];
  readonly optional: boolean;
}

const reference = (kind: string, source: unknown, { name = 'name', keys = [] as readonly unknown[] } = {}): Reference[] =>
  isMap(source) ? [{ kind, name: source[name], keys, optional: source['optional'] === true }] : [];

const itemKeys = (source: unknown): unknown[] => list(get(source, 'items')).map((item) => get(item, 'key'));

function ofEnvironment(container: unknown): Reference[] {
  const single = list(get(container, 'env')).flatMap((one) => {
    const [map, secret] = [get(one, 'valueFrom', 'configMapKeyRef'), get(one, 'valueFrom', 'secretKeyRef')];
    return [...reference('ConfigMap', map, { keys: [get(map, 'key')] }), ...reference('Secret', secret, { keys: [get(secret, 'key')] })];
  });
  const whole = list(get(container, 'envFrom')).flatMap((one) => [
    ...reference('ConfigMap', get(one, 'configMapRef')),
    ...reference('Secret', get(one, 'secretRef')),
  ]);
  return [...single, ...whole];
}

function ofVolume(volume: unknown): Reference[] {
  const [map, secret] = [get(volume, 'configMap'), get(volume, 'secret')];
  const projected = list(get(volume, 'projected', 'sources')).flatMap((source) => {
    const [inner, hidden] = [get(source, 'configMap'), get(source, 'secret')];
    return [...reference('ConfigMap', inner, { keys: itemKeys(inner) }), ...reference('Secret', hidden, { keys: itemKeys(hidden) })];
  });
  return [
    ...reference('ConfigMap', map, { keys: itemKeys(map) }),
    ...reference('Secret', secret, { name: 'secretName', keys: itemKeys(secret) }),
    ...reference('PersistentVolumeClaim', get(volume, 'persistentVolumeClaim'), { name: 'claimName' }),
    ...projected,
  ];
}

function missing({ kind, name, keys, optional }: Reference, { scope, namespace }: { scope: Scope; namespace: string }): string[] {
  if (optional) return [];
  const object = scope.find(kind, name, namespace);
  if (!object) return [`there is no ${kind} ${String(name)} in ${namespace}`];
  const held = ['data', 'binaryData', 'stringData'].map((field) => object[field]).filter(isMap);
  return keys
    .filter((key) => !held.some((data) => Object.hasOwn(data, String(key))))
    .map((key) => `${kind} ${String(name)} has no key ${String(key)}`);
}

/** Ports that probes and hooks name. */
const askedPorts = (container: unknown): unknown[] =>
  ['startupProbe', 'readinessProbe', 'livenessProbe']
    .map((name) => get(container, name))
    .concat(['preStop', 'postStart'].map((name) => get(container, 'lifecycle', name)))
    .flatMap((probe) => ['httpGet', 'tcpSocket', 'grpc'].map((kind) => get(probe, kind, 'port')))
    .filter((port) => port !== undefined);

function ofContainer(container: unknown, pod: Pod): string[] {
  const volumes = list(get(pod.spec, 'volumes')).map((volume) => get(volume, 'name'));
  const mounts = list(get(container, 'volumeMounts')).map((mount) => get(mount, 'name'));
  return [
    ...mounts.filter((name) => !volumes.includes(name)).map((name) => `a mount names the volume ${String(name)}, which does not exist`),
    ...askedPorts(container)
      .filter((port) => !listens(pod, port))
      .map((port) => `a probe asks the port ${String(port)}, on which no container listens`),
  ];
}

/** What a pod points to: its account, settings, volumes, ports. */
export function podProblems(pod: Pod, scope: Scope): string[] {
  const containers = containersOf(pod);
  const account = get(pod.spec, 'serviceAccountName');
  const references = [
    ...containers.flatMap(ofEnvironment),
    ...list(get(pod.spec, 'volumes')).flatMap(ofVolume),
    ...list(get(pod.spec, 'imagePullSecrets')).flatMap((one) => reference('Secret', one)),
    ...(account === undefined || account === 'default' ? [] : [{ kind: 'ServiceAccount', name: account, keys: [], optional: false }]),
  ];
  return [
    ...references.flatMap((one) => missing(one, { scope, namespace: pod.namespace })),
    ...containers.flatMap((container) => ofContainer(container, pod)),
  ];
}
