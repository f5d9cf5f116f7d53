import { UserError } from '../errors.ts';
import type { Answers, EnvironmentAnswers } from './answers.ts';
import { accepts, type Component, matching } from './component.ts';
import type { Stack } from './stack.ts';
import { either } from './words.ts';

/** What an environment finds instead of making it. */

const FORMS: Readonly<Record<string, Readonly<Record<string, { pattern: RegExp; form: string; example: string }>>>> = {
  aws: {
    network: { pattern: /^vpc-[0-9a-f]{8,17}$/, form: 'the id of a VPC', example: 'vpc-0a1b2c3d4e5f67890' },
    cluster: { pattern: /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/, form: 'the name of a cluster', example: 'shared' },
    state: { pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, form: 'the name of an S3 bucket', example: 'acme-states' },
    registry: {
      pattern: /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com$/,
      form: 'the host of a registry',
      example: '222222222222.dkr.ecr.eu-west-1.amazonaws.com',
    },
  },
};

/** Judge each name by its cloud, and what belongs together: a cluster stands in a network and serves one environment. */
export function refuseUnfit(answers: Answers): void {
  for (const what of ['registry', 'state'] as const) refuseApart(what, answers);
  const clusters = new Map<string, string>();
  for (const [name, environment] of Object.entries(answers.environments)) {
    const existing = environment.existing ?? {};
    const cloud = environment.cloud ?? answers.cloud;
    for (const [what, value] of Object.entries(existing)) {
      const rule = FORMS[cloud]?.[what];
      if (rule && !rule.pattern.test(value))
        throw new UserError(
          `environments.${name}.existing.${what} is ${value}; on ${cloud} it takes ${rule.form}.`,
          `For example: existing: { ${what}: ${rule.example} }`,
        );
    }
    refuseElsewhere(name, existing['registry'], cloud === answers.cloud ? answers.region : environment.region);
    const { cluster, network } = existing;
    if (!cluster) continue;
    if (!network)
      throw new UserError(
        `environments.${name}.existing has a cluster and no network; a cluster stands in one.`,
        'Say in which: existing: { network: …, cluster: … }',
      );
    const key = JSON.stringify([cloud, environment.account ?? answers.account, environment.region ?? answers.region, cluster]);
    const other = clusters.get(key);
    if (other)
      throw new UserError(
        `environments.${other} and environments.${name} exist on the same cluster, ${cluster}, where their services would have the same names.`,
        'Give each environment a cluster of its own.',
      );
    clusters.set(key, name);
  }
}

/** The states of an account lie together, and an image is built once, for all environments of a cloud. */
function refuseApart(what: 'registry' | 'state', answers: Answers): void {
  const first = new Map<string, string>();
  for (const [name, { cloud, account, existing }] of Object.entries(answers.environments)) {
    const key = JSON.stringify([cloud ?? answers.cloud, what === 'state' ? account : undefined]);
    const other = first.get(key) ?? name;
    first.set(key, other);
    const one = answers.environments[other]?.existing?.[what] ?? 'none';
    const another = existing?.[what] ?? 'none';
    if (one === another) continue;
    throw new UserError(
      `environments.${other}.existing.${what} is ${one} and environments.${name}.existing.${what} is ${another}; ${TOGETHER[what]}.`,
      `Give both the same: existing: { ${what}: ${one === 'none' ? another : one} }`,
    );
  }
}

const TOGETHER = { registry: 'images are built once, for all environments', state: 'the states of an account lie in one bucket' };

/** Terraform finds repositories in one region: that of the bootstrap, from where images are pushed. */
function refuseElsewhere(name: string, registry: string | undefined, region: string | null | undefined): void {
  const away = registry?.split('.').at(3);
  if (!away || !region || away === region) return;
  throw new UserError(
    `environments.${name}.existing.registry is in ${away}, and images are pushed from ${region}.`,
    `Name the registry of ${region}, or take it out of existing and have one made.`,
  );
}

/** The range of a network that exists is a fact, and no default can know it. */
export function refuseWithoutRange(name: string, { existing, cidr }: EnvironmentAnswers): void {
  if (!existing?.['network'] || cidr) return;
  throw new UserError(
    `environments.${name} has an existing network and no cidr, the range of that network.`,
    `For example: ${name}: { cidr: 10.0.0.0/16, existing: { network: ${existing['network']} } }`,
  );
}

/** What exists already must be used by some component, or it would be made once more. */
export function refuseUnused(components: readonly Component[], stack: Stack): void {
  for (const environment of stack.environments) {
    const { name, cloud, orchestrator, existing } = environment;
    const only = { ...stack, environments: [environment] };
    const used = (what: string): boolean =>
      components.some(({ when }) => when['existing'] !== undefined && accepts(when['existing'], what) && matching(when, only));
    const kinds = Object.keys(existing) as (keyof typeof existing)[];
    const what = kinds.find((kind) => existing[kind] !== null && !used(kind));
    if (!what) continue;
    const known = kinds.filter((kind) => used(kind));
    throw new UserError(
      `environments.${name}.existing has ${what}, which nothing in this catalog can use on ${cloud} with ${orchestrator}.`,
      known.length > 0 ? `What can exist there: ${either(known)}.` : `Take ${what} out of existing.`,
    );
  }
}
