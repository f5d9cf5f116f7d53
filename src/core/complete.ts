import { UserError } from '../errors.ts';
import type { Answers, Given, ServiceAnswers } from './answers.ts';
import { consistent } from './consistent.ts';
import { defaultRegion, fitting, offered, pick, type Vocabulary } from './defaults.ts';
import { refuseWithoutRange } from './existing.ts';
import { freeNetwork } from './network.ts';
import type { DecisionEntry } from './stack.ts';

/** Fill in defaults. At create a persona's proposals come first and `folder` is the name to fall back on; later a persona changes no answer. */
export function complete(given: Given, vocabulary: Vocabulary, create?: { folder: string | undefined }): Answers {
  const persona = (given['persona'] as string | undefined) ?? (vocabulary.personas.length > 0 ? pick('persona', vocabulary, {}) : null);
  const proposed = (create && vocabulary.personas.find(({ id }) => id === persona)?.defaults) ?? {};
  const name = (given['name'] as string | undefined) ?? create?.folder;
  if (!name) throw new UserError('The name of the platform is missing.', 'Give it: --name acme-platform');
  const filled: Record<string, unknown> = { ...given, name, persona };
  for (const field of ['cloud', 'orchestrator', 'ci', 'iac', 'delivery', 'strategy', 'observability', 'tracing', 'secrets', 'registry']) {
    filled[field] ??= proposal(field, proposed, vocabulary, filled) ?? pick(field, vocabulary, filled);
  }
  const top = filled as { cloud: string } & Record<string, unknown>;
  const organization = (given['organization'] as string | undefined) ?? name;
  const answers = {
    ...top,
    organization,
    repository: given['repository'] ?? name,
    branch: given['branch'] ?? 'main',
    domain: given['domain'] ?? null,
    region: given['region'] ?? defaultRegion(top.cloud),
    account: given['account'] ?? null,
    owners: { platform: `@${organization.split('/')[0]}/platform`, ...(given['owners'] as object | undefined) },
    contacts: given['contacts'] ?? [],
    notify: given['notify'] ?? proposal('notify', proposed, vocabulary, filled) ?? [],
    compliance: given['compliance'] ?? [],
    features: given['features'] ?? proposal('features', proposed, vocabulary, filled) ?? [],
    environments: withNetworks(
      (given['environments'] as Answers['environments'] | undefined) ?? { dev: {}, staging: {}, production: { protected: true } },
    ),
    services: given['services'] ?? { api: firstService(vocabulary) },
    decisions: ((given['decisions'] as Record<string, unknown>[] | undefined) ?? []).map(decisionEntry),
    catalogs: given['catalogs'] ?? ['builtin'],
    mine: given['mine'] ?? [],
  } as unknown as Answers;
  return consistent(answers, vocabulary);
}

/** A persona's default counts only where the catalog can answer it and the other answers allow it. */
function proposal(field: string, proposed: Given, vocabulary: Vocabulary, given: Given): unknown {
  const value = proposed[field];
  if (Array.isArray(value))
    return value.filter((item) => offered(field, vocabulary).includes(String(item)) && vocabulary.mentioned.has(field));
  return typeof value === 'string' && fitting(field, vocabulary, given).includes(value) ? value : undefined;
}

function decisionEntry({ number, date, because, title, ...changes }: Record<string, unknown>): DecisionEntry {
  return { number, date, because, title, changes } as DecisionEntry;
}

/** Each environment gets a network: given ones stay, the others take the next free 10.N.0.0/16. */
function withNetworks(environments: Answers['environments']): Answers['environments'] {
  const taken = Object.values(environments).flatMap(({ cidr }) => (cidr ? [cidr] : []));
  return Object.fromEntries(
    Object.entries(environments).map(([name, given]) => {
      if (given.cidr) return [name, given];
      refuseWithoutRange(name, given);
      const cidr = freeNetwork(taken);
      taken.push(cidr);
      return [name, { cidr, ...given }];
    }),
  );
}

function firstService(vocabulary: Vocabulary): ServiceAnswers {
  const kind = pick('kind', vocabulary, {});
  return { kind, ...(kind === 'http' ? { port: 8080 } : {}), language: pick('language', vocabulary, {}) };
}
