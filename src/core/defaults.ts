import { fieldOf } from './fields.ts';
import { FITS, KUBERNETES } from './rules.ts';
import type { Persona } from './persona.ts';

/** What the loaded catalogs can answer. */
export interface Vocabulary {
  readonly personas: readonly Persona[];
  /** Fields that a `when`, a slot or a template mentions. */
  readonly mentioned: ReadonlySet<string>;
  /** Values that some component answers, for each enumerated field that a `when` mentions. */
  readonly answered: ReadonlyMap<string, readonly string[]>;
}

type Given = Readonly<Record<string, unknown>>;

const BY_CLOUD: Readonly<Record<string, { orchestrator: string; region: string | null }>> = {
  aws: { orchestrator: 'eks', region: 'eu-west-1' },
  gcp: { orchestrator: 'gke', region: 'europe-west1' },
  azure: { orchestrator: 'aks', region: 'westeurope' },
  none: { orchestrator: 'compose', region: null },
};

const PREFERRED: Readonly<Record<string, (given: Given) => string>> = {
  persona: () => 'platform-engineer',
  cloud: () => 'aws',
  orchestrator: ({ cloud }) => BY_CLOUD[String(cloud)]?.orchestrator ?? 'eks',
  ci: () => 'github-actions',
  iac: () => 'terraform',
  delivery: ({ orchestrator }) => (isKubernetes(orchestrator) ? 'argocd' : 'push'),
  strategy: () => 'rolling',
  observability: () => 'prometheus',
  tracing: () => 'tempo',
  secrets: ({ cloud }) => (cloud === 'none' ? 'sops' : 'cloud'),
  registry: ({ cloud }) => (cloud === 'none' ? 'ghcr' : 'cloud'),
  kind: () => 'http',
  language: () => 'node',
};

const isKubernetes = (orchestrator: unknown): boolean => (KUBERNETES as readonly unknown[]).includes(orchestrator);

export const defaultRegion = (cloud: string): string | null => BY_CLOUD[cloud]?.region ?? null;

/** Values on offer for an enumerated field: those that a component answers, in the order of the field. */
export function offered(name: string, vocabulary: Vocabulary): readonly string[] {
  if (name === 'persona') return vocabulary.personas.map(({ id }) => id);
  const field = fieldOf(name) ?? fieldOf(name, 'environment') ?? fieldOf(name, 'service');
  const known = Object.keys(field?.choices ?? {});
  const answered = vocabulary.answered.get(name);
  if (!answered) return known;
  const beyond = field?.open ? answered.filter((value) => !known.includes(value)) : [];
  return [...known.filter((value) => answered.includes(value)), ...beyond];
}

/** Does `value` of `name` go with the other answers? */
export function fits(name: string, value: string, given: Given): boolean {
  const need = FITS[name]?.[value];
  return !need || given[need.field] === undefined || need.values.includes(String(given[need.field]));
}

/** Values on offer that the other answers allow. */
export const fitting = (name: string, vocabulary: Vocabulary, given: Given): string[] =>
  offered(name, vocabulary).filter((value) => fits(name, value, given));

/** The default of an enumerated field: the preferred value if it is on offer and fits, else the first that does. */
export function pick(name: string, vocabulary: Vocabulary, given: Given): string {
  const preferred = PREFERRED[name]?.(given) ?? '';
  const fit = fitting(name, vocabulary, given);
  return fit.includes(preferred) ? preferred : (fit[0] ?? preferred);
}
