import type { KubernetesObject } from '../kubernetes/objects.ts';
import { listens, matches, namespaceOf, type Pod, type Scope } from './scope.ts';
import { get, isMap, list } from './value.ts';

/** What an object of some kind points to that is not there. */
type Check = (object: KubernetesObject, scope: Scope) => string[];

const none = (what: string, selector: unknown): string[] => [`${what} ${JSON.stringify(selector)} matches no pod`];
const portsMissing = (ports: readonly unknown[], pods: readonly Pod[]): string[] =>
  ports
    .filter((port) => port !== undefined && !pods.every((pod) => listens(pod, port)))
    .map((port) => `no container listens on the port ${String(port)}`);

const service: Check = (object, scope) => {
  const selector = get(object, 'spec', 'selector');
  if (!isMap(selector)) return [];
  const pods = scope.podsOf(namespaceOf(object), selector);
  if (pods.length === 0) return none('the selector', selector);
  return portsMissing(
    list(get(object, 'spec', 'ports')).map((port) => get(port, 'targetPort') ?? get(port, 'port')),
    pods,
  );
};

const disruptionBudget: Check = (object, scope) => {
  const selector = get(object, 'spec', 'selector');
  return scope.podsOf(namespaceOf(object), selector).length > 0 ? [] : none('the selector', selector);
};

/** A workload that does not select its own pods, or spreads itself over pods that it does not have. */
const workload: Check = (object, scope) => {
  const pod = scope.pods.find(({ owner }) => owner === object);
  const spread = list(get(pod?.spec, 'topologySpreadConstraints')).map((one) => get(one, 'labelSelector'));
  const terms = ['requiredDuringSchedulingIgnoredDuringExecution', 'preferredDuringSchedulingIgnoredDuringExecution']
    .flatMap((key) => list(get(pod?.spec, 'affinity', 'podAntiAffinity', key)))
    .map((term) => get(term, 'podAffinityTerm', 'labelSelector') ?? get(term, 'labelSelector'));
  return [get(object, 'spec', 'selector'), ...spread, ...terms]
    .filter((selector) => isMap(selector) && !matches(selector, pod?.labels ?? {}))
    .map((selector) => `its selector ${JSON.stringify(selector)} does not match its own pods`);
};

const networkPolicy: Check = (object, scope) => {
  const selector = get(object, 'spec', 'podSelector');
  const pods = scope.podsOf(namespaceOf(object), selector);
  if (pods.length === 0) return none('podSelector', selector);
  const rules = list(get(object, 'spec', 'ingress'));
  const peers = [
    ...rules.flatMap((rule) => list(get(rule, 'from'))),
    ...list(get(object, 'spec', 'egress')).flatMap((rule) => list(get(rule, 'to'))),
  ];
  const absent = peers
    .filter((peer) => isMap(peer) && 'podSelector' in peer && !('namespaceSelector' in peer))
    .map((peer) => get(peer, 'podSelector'))
    .filter((one) => scope.podsOf(namespaceOf(object), one).length === 0);
  const ports = rules.flatMap((rule) => list(get(rule, 'ports'))).map((port) => get(port, 'port'));
  return [...absent.flatMap((one) => none('a rule for', one)), ...portsMissing(ports, pods)];
};

const autoscaler: Check = (object, scope) => {
  const { kind, name } = (get(object, 'spec', 'scaleTargetRef') ?? {}) as { kind?: string; name?: string };
  return scope.find(String(kind), name, namespaceOf(object)) ? [] : [`it scales ${kind} ${name}, which does not exist`];
};

const externalSecret: Check = (object, scope) => {
  const { kind, name } = (get(object, 'spec', 'secretStoreRef') ?? {}) as { kind?: string; name?: string };
  return scope.find(String(kind), name, namespaceOf(object)) ? [] : [`it reads from ${kind} ${name}, which does not exist`];
};

const httpRoute: Check = (object, scope) =>
  list(get(object, 'spec', 'rules'))
    .flatMap((rule) => list(get(rule, 'backendRefs')))
    .filter((backend) => {
      const found = scope.find('Service', get(backend, 'name'), namespaceOf(object));
      return !list(get(found, 'spec', 'ports')).some((port) => get(port, 'port') === get(backend, 'port'));
    })
    .map((backend) => `there is no Service ${String(get(backend, 'name'))} with the port ${String(get(backend, 'port'))}`);

const serviceMonitor: Check = (object, scope) => {
  const selector = get(object, 'spec', 'selector');
  const services = scope.objects.filter(
    (one) => one.kind === 'Service' && namespaceOf(one) === namespaceOf(object) && matches(selector, one.metadata.labels ?? {}),
  );
  if (services.length === 0) return [`the selector ${JSON.stringify(selector)} matches no Service`];
  const names = services.flatMap((one) => list(get(one, 'spec', 'ports')).map((port) => get(port, 'name')));
  return list(get(object, 'spec', 'endpoints'))
    .map((endpoint) => get(endpoint, 'port'))
    .filter((port) => port !== undefined && !names.includes(port))
    .map((port) => `no Service has the port ${String(port)}`);
};

export const checks: Readonly<Record<string, Check>> = {
  Service: service,
  PodDisruptionBudget: disruptionBudget,
  NetworkPolicy: networkPolicy,
  HorizontalPodAutoscaler: autoscaler,
  ServiceMonitor: serviceMonitor,
  ExternalSecret: externalSecret,
  HTTPRoute: httpRoute,
  Deployment: workload,
  StatefulSet: workload,
  DaemonSet: workload,
};
