import type { Answers, EnvironmentAnswers, ServiceAnswers } from './answers.ts';
import { defaultRegion, pick, type Vocabulary } from './defaults.ts';
import { backupOf, restoreMinutes } from './recovery.ts';
import { byCodePoint } from './words.ts';

type Twin = { readonly name: string; readonly region: string };

/** A place where the platform runs; every field is present, null when not answered. */
export interface Environment {
  readonly name: string;
  readonly cloud: string;
  readonly region: string | null;
  readonly orchestrator: string;
  readonly account: string | null;
  readonly cidr: string | null;
  readonly size: string;
  readonly protected: boolean;
  readonly rpo: string | null;
  readonly rto: string | null;
  readonly recovers: string | null;
  readonly existing: Readonly<Record<keyof typeof EXISTING, string | null>>;
  /** The others: what does not exist and is made. */
  readonly makes: readonly string[];
  /** The environment before it in the order of promotion, null for the first; one that recovers another stands outside that order. */
  readonly previous: string | null;
  /** `aws`, or `aws-111111111111` for an environment with its own account. */
  readonly place: string;
  /** Who recovers it from another region of its account, where its data is copied to, and whom it recovers so; null where there is nobody. */
  readonly standby: Twin | null;
  readonly primary: Twin | null;
  /** The optional answers that it has, the stack's domain among them: `domain rpo rto recovers`; and `standby` or `primary`, where it has one. */
  readonly given: readonly string[];
  /** How often to back up so that `rpo` holds, and the hours that can be lost then. */
  readonly backup: { readonly hours: number; readonly loss: number };
  /** What `rto` leaves for its data; null where none was agreed or none is left. */
  readonly restoreMinutes: number | null;
}

export interface Service {
  readonly name: string;
  readonly kind: string;
  readonly port: number | null;
  readonly language: string;
  readonly uses: readonly string[];
  readonly owner: string | null;
}

/** A distinct cloud and account. */
export interface Place {
  readonly name: string;
  readonly cloud: string;
  readonly account: string | null;
  readonly region: string | null;
  /** What its environments find there instead of making it; they all say the same. */
  readonly existing: Pick<Environment['existing'], 'registry' | 'state'>;
  readonly environments: readonly Environment[];
}

export interface DecisionEntry {
  readonly number: number;
  readonly date: string;
  readonly because?: string | undefined;
  readonly title?: string | undefined;
  readonly changes: Readonly<Record<string, { from: unknown; to: unknown }>>;
}

/** What the team wants, with every default filled in: environments in the order of promotion, services by name. */
export interface Stack {
  readonly environments: readonly Environment[];
  readonly services: readonly Service[];
  readonly decisions: readonly DecisionEntry[];
  readonly documents: readonly string[];
  readonly gates: readonly string[];
  readonly workflow: readonly string[];
  readonly [field: string]: unknown;
}

const EXISTING = { network: null, cluster: null, zone: null, registry: null, state: null };

/** Fill what an environment takes from the top, and what a service takes from the defaults. */
export function resolve(answers: Answers, vocabulary: Vocabulary): Stack {
  const persona = vocabulary.personas.find(({ id }) => id === answers.persona);
  return {
    ...answers,
    environments: inOrder(Object.entries(answers.environments).map(([name, given]) => environment(name, given, answers, vocabulary))),
    services: Object.entries(answers.services)
      .map(([name, given]) => service(name, given, vocabulary))
      .toSorted((a, b) => byCodePoint(a.name, b.name)),
    documents: persona?.documents ?? [],
    gates: persona?.gates ?? [],
    workflow: persona?.workflow.map(({ name }) => name) ?? [],
  };
}

function environment(name: string, given: EnvironmentAnswers, top: Answers, vocabulary: Vocabulary): Environment {
  const cloud = given.cloud ?? top.cloud;
  const away = cloud !== top.cloud;
  const account = given.account ?? null;
  const isProtected = given.protected ?? false;
  return {
    name,
    cloud,
    region: given.region ?? (away ? defaultRegion(cloud) : top.region),
    orchestrator: given.orchestrator ?? (away ? pick('orchestrator', vocabulary, { cloud }) : top.orchestrator),
    account: account ?? (away ? null : top.account),
    cidr: given.cidr ?? null,
    size: given.size ?? (isProtected ? 'ha' : 'small'),
    protected: isProtected,
    rpo: given.rpo ?? null,
    rto: given.rto ?? null,
    recovers: given.recovers ?? null,
    existing: { ...EXISTING, ...given.existing },
    makes: Object.keys(EXISTING).filter((what) => !given.existing?.[what]),
    place: account ? `${cloud}-${account}` : cloud,
    previous: null,
    standby: null,
    primary: null,
    given: givenOf({ domain: top.domain, rpo: given.rpo, rto: given.rto, recovers: given.recovers }),
    backup: backupOf(given.rpo ?? null),
    restoreMinutes: restoreMinutes(given.rto ?? null),
  };
}

const givenOf = (optional: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(optional).filter((name) => optional[name] !== undefined && optional[name] !== null);

function inOrder(environments: readonly Environment[]): Environment[] {
  const promoted = environments.filter(({ recovers }) => recovers === null).map(({ name }) => name);
  return environments.map((environment) => {
    const twins = twinsOf(environment, environments);
    return {
      ...environment,
      previous: promoted[promoted.indexOf(environment.name) - 1] ?? null,
      ...twins,
      given: [...environment.given, ...Object.keys(twins)],
    };
  });
}

/** A copy in the same region would be lost with it, and one in another account is theirs to give. */
function twinsOf(one: Environment, all: readonly Environment[]): { readonly standby?: Twin; readonly primary?: Twin } {
  const apart = all.filter(({ place, region }) => place === one.place && region !== one.region);
  const [standby, primary] = [apart.find(({ recovers }) => recovers === one.name), apart.find(({ name }) => name === one.recovers)];
  return { ...(standby && { standby: twin(standby) }), ...(primary && { primary: twin(primary) }) };
}

const twin = ({ name, region }: Environment): Twin => ({ name, region: region ?? '' });

function service(name: string, given: ServiceAnswers, vocabulary: Vocabulary): Service {
  const kind = given.kind ?? pick('kind', vocabulary, {});
  return {
    name,
    kind,
    port: given.port ?? (kind === 'http' ? 8080 : null),
    language: given.language ?? pick('language', vocabulary, {}),
    uses: given.uses ?? [],
    owner: given.owner ?? null,
  };
}

/** Distinct places of some environments, in their order. A place of the stack's own cloud lies in the stack's region, whatever its environments say. */
export function placesOf(environments: readonly Environment[], stack: Stack): Place[] {
  const names = [...new Set(environments.map(({ place }) => place))];
  return names.map((name) => {
    const members = environments.filter(({ place }) => place === name);
    const { cloud, account, existing } = members[0]!;
    const regions = members.flatMap(({ region }) => region ?? []).toSorted(byCodePoint);
    const own = cloud === stack['cloud'] ? (stack['region'] as string | null) : null;
    const { registry, state } = existing;
    return { name, cloud, account, region: own ?? regions[0] ?? null, existing: { registry, state }, environments: members };
  });
}
