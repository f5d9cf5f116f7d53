import { basename, dirname } from 'node:path';
import { INSTALLER, isPlatformChart } from './platform.ts';

/** One service in one environment: what a release is made of. */
export interface Cell {
  readonly service: string;
  readonly environment: string;
  /** Its files of values, in the order in which they override each other. */
  readonly values: readonly string[];
  /** Values without a file. */
  readonly set?: string;
}

const VALUES = /^services\/([^/]+)\/deploy\/([^/]+)\/values\.yaml$/;

/** The chart, the values of services, and what Argo CD or the pipeline does with them. */
export const isChart = (path: string): boolean => path.startsWith('charts/');
export const isValues = (path: string): boolean => /^services\/[^/]+\/deploy\/.+\.yaml$/.test(path);

/** Options of the chart that all kinds have, and those of each. */
const COMMON = [
  'environment=invented,env.LOG_LEVEL=debug,priorityClassName=system-cluster-critical,networkPolicy.egress[0].ports[0].port=443',
  'secrets[0].name=token,secrets[0].key=partner,secrets[0].property=token,secretStore.region=eu-west-1,secretStore.path=invented',
  'migrations.enabled=true,migrations.command={/app/migrate}',
].join(',');
const SCALED = 'autoscaling.minReplicas=2,autoscaling.maxReplicas=4,autoscaling.cpuUtilization=70,autoscaling.memoryUtilization=80';
const ROUTE = 'route.hostnames={invented.example},route.gateway.name=public,route.gateway.namespace=gateway';
const KINDS: Readonly<Record<string, string>> = {
  http: `port=8080,${SCALED},serviceMonitor.enabled=true,networkPolicy.fromNamespaces={ingress},${ROUTE}`,
  worker: `${SCALED},livenessCommand={/app/alive}`,
  job: 'job.schedule=17 3 * * *,job.timeZone=Etc/UTC,job.startingDeadlineSeconds=600,job.activeDeadlineSeconds=900,job.backoffLimit=2',
};

/** Releases that are in no tree, one of each kind with every option of the chart on: so the chart is judged where there is no service, too. */
const INVENTED: readonly Cell[] = Object.entries(KINDS).map(([kind, own]) => ({
  service: `invented-${kind}`,
  environment: 'invented',
  values: [],
  set: `kind=${kind},${COMMON},${own}`,
}));

/** The releases of a unit; where the chart stands alone, the invented ones. */
export function releasesOf(files: readonly string[]): readonly Cell[] {
  const cells = cellsOf(files);
  return cells.length === 0 && files.includes('charts/service/Chart.yaml') ? INVENTED : cells;
}

export function cellsOf(files: readonly string[]): Cell[] {
  return files.flatMap((path) => {
    const [, service, environment] = VALUES.exec(path) ?? [];
    if (!service || !environment) return [];
    const deploy = `services/${service}/deploy`;
    const values = [`${deploy}/values.yaml`, path, `${deploy}/${environment}/image.yaml`].filter((one) => files.includes(one));
    return [{ service, environment, values }];
  });
}

/** A unit for the chart alone and for each release: a changed file of values judges that release anew, a changed chart judges all. */
export function unitPerCell(files: readonly string[]): Record<string, readonly string[]> {
  const chart = files.filter(isChart);
  const releases = cellsOf(files).map(({ service, environment, values }) => [`${service} in ${environment}`, [...chart, ...values]]);
  return { charts: chart, ...(Object.fromEntries(releases) as Record<string, readonly string[]>) };
}

/** Manifests that stand in the tree as they are, by the folder that is applied as one. */
export const isManifest = (path: string): boolean =>
  /^gitops\/.+\.ya?ml$/.test(path) || (/^platform\/[^/]+\/[^/]+\.ya?ml$/.test(path) && !/^(Chart|values)\.ya?ml$/.test(basename(path)));

/** Admission policies, what binds them in an environment, and the objects that they are tested with. */
export const isPolicy = (path: string): boolean =>
  /^policies\/kubernetes\/([^/]+|environments\/[^/]+\/bindings|tests\/[^/]+)\.yaml$/.test(path);

/** The charts that a cluster gets besides services, and who brings them. */
export const isAddon = (path: string): boolean =>
  isPlatformChart(path) || path === INSTALLER || (path.startsWith('observability/') && !path.startsWith('observability/tests/'));

export function unitPerFolder(files: readonly string[]): Record<string, readonly string[]> {
  const manifests = files.filter((path) => isManifest(path) || isPolicy(path));
  return Object.fromEntries(manifests.map((path) => [dirname(path), manifests.filter((one) => dirname(one) === dirname(path))]));
}

/** A unit for each environment, which is a cluster: its releases, the manifests of its own folders, and those that every cluster gets. */
export function unitPerEnvironment(files: readonly string[]): Record<string, readonly string[]> {
  const cells = cellsOf(files);
  const manifests = files.filter(isManifest);
  const folders = manifests.filter((path) => path.startsWith('gitops/')).map((path) => basename(dirname(path)));
  const environments = [...new Set([...cells.map(({ environment }) => environment), ...folders])];
  return Object.fromEntries(
    environments.map((environment) => {
      const mine = [...manifests, ...files.filter(isAddon)].filter(
        (path) => !/^gitops\/|\/environments\//.test(path) || [basename(dirname(path)), basename(path, '.yaml')].includes(environment),
      );
      const values = cells.filter((cell) => cell.environment === environment).flatMap((cell) => cell.values);
      return [environment, [...new Set([...files.filter(isChart), ...values, ...mine])]];
    }),
  );
}

/** The environment of such a unit. */
export const environmentOf = (files: readonly string[]): string =>
  cellsOf(files)[0]?.environment ?? basename(dirname(files.find((path) => path.startsWith('gitops/')) ?? ''));
