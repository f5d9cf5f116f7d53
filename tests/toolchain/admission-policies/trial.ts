import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Finding, Work } from '../harness/tool.ts';
import type { Client } from '../kube-apiserver/client.ts';
import { type KubernetesObject, objectsOf, titleOf } from '../kubernetes/objects.ts';

export const POLICIES = 'policies/kubernetes';

export interface Policy extends KubernetesObject {
  readonly spec: {
    readonly matchConstraints: {
      readonly namespaceSelector?: { readonly matchExpressions: readonly { readonly values: readonly string[] }[] };
    };
    readonly validations: readonly { readonly message: string }[];
  };
}

export interface Trial {
  readonly file: string;
  readonly policy: Policy;
  readonly object: KubernetesObject;
}

const PATIENCE = 150;

/** The objects of a file, or of all files that fit. */
export const objectsIn = ({ root, files }: Work, fits: RegExp): { file: string; object: KubernetesObject }[] =>
  files
    .filter((path) => fits.test(path))
    .flatMap((file) => objectsOf(readFileSync(join(root, file), 'utf8'), file).manifests.map(({ object }) => ({ file, object })));

/** The objects that policies are tested with, each with its policy. */
export const trials = (work: Work, policies: readonly Policy[], expected: 'accepted' | 'denied'): Trial[] =>
  objectsIn(work, new RegExp(`^${POLICIES}/tests/[^/]+\\.yaml$`))
    .filter(({ object }) => object.metadata.labels?.['expect'] === expected)
    .flatMap(({ file, object }) =>
      policies.filter(({ metadata }) => metadata.name === basename(file, '.yaml')).map((policy) => ({ file, policy, object })),
    );

/** The same object at another place. */
export const moved = (object: KubernetesObject, to: { readonly namespace: string; readonly name?: string }): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, ...to },
});

export const namespace = (name: string): KubernetesObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

/** Is this what the policy says, and in this manner? */
function speaks({ metadata: { name }, spec }: Policy, denies: boolean, said: string): boolean {
  const words = denies
    ? `'${name}' denied request: `
    : `Validation failed for ValidatingAdmissionPolicy '${name}' with binding '${name}': `;
  return (
    denies === /^4\d\d: /.test(said) &&
    said.includes(`'${name}'`) &&
    spec.validations.some(({ message }) => said.includes(`${words}${message}`))
  );
}

/** The server learns of a policy some moments after it took it: wait for its first word. */
async function firstWord(client: Client, { policy, object }: Trial, denies: boolean): Promise<string[]> {
  let said: string[] = [];
  for (let attempt = 0; attempt < PATIENCE; attempt++) {
    said = await client.tryToApply(object);
    if (said.some((one) => speaks(policy, denies, one))) return said;
    await wait(100);
  }
  return said;
}

/** Each bad object is refused, or warned of, by its own policy, in its own words, and by no other. */
export async function judgeBad(client: Client, bad: readonly Trial[], denying: ReadonlySet<string>): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const trial of bad) {
    const denies = denying.has(trial.policy.metadata.name);
    const said = await firstWord(client, trial, denies);
    if (said.length === 1 && speaks(trial.policy, denies, said[0]!)) continue;
    const { name } = trial.policy.metadata;
    findings.push({
      file: trial.file,
      message: `should be ${denies ? 'denied' : 'warned of'} by ${name} alone: ${said.join('; ') || 'accepted'}`,
    });
  }
  return findings;
}

export async function judgeGood(client: Client, objects: readonly { file: string; object: KubernetesObject }[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { file, object } of objects) {
    const said = await client.tryToApply(object);
    findings.push(...said.map((message) => ({ file, message: `${titleOf(object)} should be accepted: ${message}` })));
  }
  return findings;
}

/** The namespaces that a policy leaves out take what it forbids. */
export async function judgeExceptions(client: Client, bad: readonly Trial[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { file, policy, object } of bad) {
    const left = policy.spec.matchConstraints.namespaceSelector?.matchExpressions ?? [];
    for (const name of left.flatMap(({ values }) => values)) {
      await client.apply(namespace(name));
      findings.push(...(await judgeGood(client, [{ file, object: moved(object, { namespace: name }) }])));
    }
  }
  return findings;
}
