import { basename, dirname } from 'node:path';
import { type Finding, tool, type Work } from '../harness/tool.ts';
import { SERVER } from '../kube-apiserver/binaries.ts';
import type { Client } from '../kube-apiserver/client.ts';
import { withCluster } from '../kube-apiserver/cluster.ts';
import { admit, define } from '../kube-apiserver/define.ts';
import { isChart, isPolicy, isValues, releasesOf, unitPerEnvironment } from '../kubernetes/cells.ts';
import { type KubernetesObject, type Manifest, objectsOf, titleOf } from '../kubernetes/objects.ts';
import { CRDS, HELM, KUBERNETES } from '../kubernetes/recipes.ts';
import { renderAll } from '../kubernetes/render.ts';
import { seedChart } from '../kubernetes/seed.ts';
import { isApplication, PIPELINE, undelivered } from './delivery.ts';
import { atHome, isBootstrap, repositories, TASKS } from './registry.ts';
import { seedBinding, seedPolicy } from './seed.ts';
import { judgeBad, judgeExceptions, judgeGood, moved, namespace, objectsIn, POLICIES, type Policy, type Trial, trials } from './trial.ts';

const SCRIPT = 'scripts/policies/policies.sh';
const BINDINGS = new RegExp(`^${POLICIES}/environments/[^/]+/bindings\\.yaml$`);
const isBindings = (path: string): boolean => BINDINGS.test(path);
const environmentOf = (path: string): string => basename(dirname(path));
/** Who says what `task promote` writes, and who brings the policies to a cluster. */
const isBeside = (path: string): boolean => path === TASKS || path === PIPELINE || isBootstrap(path) || isApplication(path);
const isMine = (path: string): boolean => isPolicy(path) || path === SCRIPT || path === `${POLICIES}/environments/deny-from.yaml`;

/** What the emitted script does; every word of a failure is a finding. */
async function script(work: Work, ...args: readonly string[]): Promise<Finding[]> {
  const { code, out, err } = await work.exec('bash', [SCRIPT, ...args]);
  return code === 0 ? [] : (err.trim() || out.trim() || `exit ${code}`).split('\n').map((message) => ({ file: SCRIPT, message }));
}

async function applyAll(client: Client, objects: readonly KubernetesObject[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const object of objects)
    findings.push(...(await client.apply(object)).map((message) => ({ file: '', message: `${titleOf(object)}: ${message}` })));
  return findings;
}

/** What the charts render for this environment, and the pods of it, meet no policy. */
async function judgeReleases(client: Client, releases: readonly Manifest[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { from, object } of releases) {
    const said = [...(await client.tryToApply(object)), ...(await admit(client, object)).map((message) => `its pods: ${message}`)];
    findings.push(...said.map((message) => ({ file: 'charts/service', message: `${from}: ${titleOf(object)}: ${message}` })));
  }
  return findings;
}

/** A bad example that stood before the policies came may still change everything besides what they judge. */
const touched = ({ file, object }: Stood): Stood => ({
  file,
  object: { ...object, metadata: { ...object.metadata, annotations: { touched: 'yes' } } } as KubernetesObject,
});

interface Stood {
  readonly file: string;
  readonly object: KubernetesObject;
}

/** The policies that bindings make deny; the others warn. */
const denying = (bindings: readonly Stood[]): Set<string> =>
  new Set(bindings.filter(denies).map(({ object }) => (object['spec'] as { policyName: string }).policyName));

const denies = ({ object }: Stood): boolean => (object['spec'] as { validationActions: string[] }).validationActions.join() === 'Deny';

/** A namespace that is judged: `default`, unless the bindings name those that are. */
function homeOf(bindings: readonly Stood[]): string {
  const { matchResources } = bindings[0]!.object['spec'] as {
    matchResources?: { namespaceSelector: { matchExpressions: readonly { values?: readonly string[] }[] } };
  };
  return matchResources?.namespaceSelector.matchExpressions[0]?.values?.[0] ?? 'default';
}

/** The examples are written for the namespace `default`; the emitted script puts in the same way what they are tried in. */
const at = (home: string, object: KubernetesObject): KubernetesObject =>
  JSON.parse(JSON.stringify(object).replaceAll(/\bdefault\b/g, home)) as KubernetesObject;

const elsewhere = ({ file, object }: Stood): Stood => ({ file, object: moved(object, { namespace: 'default' }) });

async function judge(work: Work, client: Client, releases: readonly Manifest[]): Promise<Finding[]> {
  const policies = objectsIn(work, new RegExp(`^${POLICIES}/[^/]+\\.yaml$`)).map(({ object }) => object as Policy);
  const bindings = objectsIn(work, BINDINGS);
  const home = homeOf(bindings);
  const [good, bad] = (['accepted', 'denied'] as const).map((expected) =>
    trials(work, policies, expected).map((trial) => ({ ...trial, object: moved(at(home, trial.object), { namespace: home }) })),
  ) as [Trial[], Trial[]];
  const old = bad.map(({ file, object, policy }, index) => ({
    file,
    object: moved(object, { namespace: 'before', name: `${policy.metadata.name}-${index}` }),
  }));
  const namespaces = new Set(['default', 'before', home, ...releases.map(({ object }) => object.metadata.namespace ?? 'default')]);
  const examples = [...good, ...bad].map(({ file, object }) => ({ from: file, object }));
  const findings = await define(work, client, [...releases, ...examples]);
  findings.push(...(await applyAll(client, [...[...namespaces].map(namespace), ...old.map(({ object }) => object), ...policies])));

  const round = async (bindings: readonly Stood[]): Promise<void> => {
    findings.push(
      ...(await applyAll(
        client,
        bindings.map(({ object }) => object),
      )),
    );
    findings.push(...(await judgeBad(client, bad, denying(bindings))));
    findings.push(...(await judgeGood(client, [...good, ...old.map(touched)])));
    findings.push(...(await judgeReleases(client, releases)));
    findings.push(...(await judgeExceptions(client, bad)));
    // Where only our namespaces are judged, somebody else's take everything.
    if (home !== 'default') findings.push(...(await judgeGood(client, bad.map(elsewhere))));
  };
  await round(bindings);
  if (bindings.every(denies)) return findings;
  // It warns; the task that makes it deny makes it deny.
  findings.push(...(await script(work, 'deny', environmentOf(bindings[0]!.file))));
  const switched = objectsIn(work, BINDINGS);
  if (!switched.every(denies)) return [...findings, { file: bindings[0]!.file, message: 'does not deny after task policies:deny' }];
  await round(switched);
  return findings;
}

/** A real API server enforces the policies of each environment: bad examples are denied, good ones and all that the charts render are not. */
export const admissionPolicies = tool({
  name: 'admission-policies',
  version: KUBERNETES,
  tier: 2,
  recipes: [...SERVER, HELM, ...CRDS],
  uses: ['kubernetes', 'kube-apiserver'],
  // The server looks for changed policies once a second.
  together: 3,
  trueVersion: async ({ exec, bin }) => (await exec(bin('kube-apiserver'), ['--version'])).out.trim().replace('Kubernetes v', ''),
  reads: (path) => isMine(path) || isBeside(path) || (isChart(path) && !path.includes('/tests/')) || isValues(path),
  units: (files) => {
    const cells = unitPerEnvironment(files);
    const common = files.filter((path) => (isMine(path) && !isBindings(path)) || (isBeside(path) && !isApplication(path)));
    return Object.fromEntries(
      files.filter(isBindings).map((path) => {
        const environment = environmentOf(path);
        const applications = files.filter((one) => isApplication(one) && environmentOf(one) === environment);
        return [environment, [...new Set([...common, path, ...applications, ...(cells[environment] ?? files.filter(isChart))])]];
      }),
    );
  },
  run: async (work) => {
    const { rendered, findings } = await renderAll(work, atHome(releasesOf(work.files), work), repositories(work));
    const objects = rendered.map(({ cell, text }) => objectsOf(text, `${cell.service} in ${cell.environment}`));
    const problems = objects.flatMap((one) => one.problems.map((message) => ({ file: 'charts/service', message })));
    const releases = objects.flatMap(({ manifests }) => manifests);
    const lint = await script(work, 'lint');
    const binaries = { etcd: work.bin('etcd'), apiserver: work.bin('kube-apiserver') };
    const said = await withCluster(binaries, (client) => judge(work, client, releases));
    const delivery = work.files.filter(isBindings).flatMap((path) => undelivered(work, environmentOf(path)));
    return [...findings, ...problems, ...lint, ...delivery, ...said];
  },
  // A policy that denies nothing, and one that denies its good example and what the chart renders.
  seed: {
    files: {
      ...seedChart({ 'map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: api\n  namespace: api\n' }),
      ...seedPolicy('idle', 'true', 'team: a'),
      ...seedPolicy('eager', "'team' in object.metadata.?labels.orValue({})", ''),
      [`${POLICIES}/environments/dev/bindings.yaml`]: ['idle', 'eager'].map(seedBinding).join('---\n'),
    },
    finds: [
      /nothing brings .* to dev/,
      /should be denied by idle alone: accepted/,
      /ConfigMap eager should be accepted: 4\d\d/,
      /api in dev: ConfigMap api: 4\d\d/,
    ],
  },
});
