import { accepts, type Component, matching, type Selected } from './component.ts';
import { UserError } from '../errors.ts';
import { fieldOf } from './fields.ts';
import { STACK_FILE } from './files.ts';
import { kebab } from './names.ts';
import type { DecisionEntry, Stack } from './stack.ts';

/** An architecture decision record of the generated repository. `name` is its file name without `.md`. */
export interface Adr {
  readonly name: string;
  readonly number: number;
  readonly id: string;
  readonly title: string;
  readonly status: 'accepted' | 'superseded';
  readonly date: string | null;
  readonly question: string | null;
  readonly because: string | null;
  readonly consequences: readonly Sentence[];
  readonly confirmation: string | null;
  readonly alternatives: readonly { option: string; because: string | null }[];
  /** `ADR-0041` of the record that replaced it, or null. */
  readonly supersededBy: string | null;
  readonly supersedes: readonly string[];
  readonly component: string | null;
}

interface Sentence {
  readonly good: string | null;
  readonly bad: string | null;
}

type Fill = (value: unknown, member: Selected) => unknown;

/** Numbers that a repository gives to its own changes start here; the shipped catalog stays below, other catalogs start at 500. */
const FIRST_OWN_NUMBER = 200;

const adrId = (number: number): string => `ADR-${String(number).padStart(4, '0')}`;

/** Records of the selected components, of components that an entry of `decisions` replaced, and of the entries themselves. */
export function adrs(components: readonly Component[], selected: readonly Selected[], stack: Stack, fill: Fill): Adr[] {
  const active = selected.filter(({ component }) => component.decision).map((member) => fromComponent(member, null, fill));
  const ids = new Set(selected.map(({ component }) => component.id));
  const replaced = components.flatMap((component) => {
    const entry = component.decision && !ids.has(component.id) ? replacing(component, stack) : undefined;
    return entry
      ? [fromComponent({ component, environments: stack.environments, services: stack.services }, adrId(entry.number), fill)]
      : [];
  });
  const own = stack.decisions.map((entry) => fromEntry(entry, replaced));
  const all = [...active, ...replaced, ...own].toSorted((a, b) => a.number - b.number);
  refuseTwins(all, nextDecision(stack));
  return all;
}

/** Two branches may each have taken the next number. */
function refuseTwins(all: readonly Adr[], free: number): void {
  const twin = all.find(({ number }, index) => all[index - 1]?.number === number);
  if (!twin) return;
  const titles = all.filter(({ number }) => number === twin.number).map(({ title }) => `"${title}"`);
  throw new UserError(
    `Two decisions have the number ${twin.number}: ${titles.join(' and ')}.`,
    `Give the newer one number: ${free}, under decisions in ${STACK_FILE}.`,
  );
}

/** The newest entry whose `from` selects the component on the stack as it is otherwise. */
function replacing(component: Component, stack: Stack): DecisionEntry | undefined {
  return stack.decisions.findLast(({ changes }) =>
    Object.entries(changes).some(([field, { from }]) => {
      const wanted = component.when[field];
      return wanted !== undefined && accepts(wanted, from) && matching(component.when, before(stack, field, from));
    }),
  );
}

const before = (stack: Stack, field: string, from: unknown): Stack => ({
  ...stack,
  [field]: from,
  environments: stack.environments.map((environment) => (field in environment ? { ...environment, [field]: from } : environment)),
});

function fromComponent(member: Selected, supersededBy: string | null, fill: Fill): Adr {
  const { component } = member;
  const decision = fill(component.decision, member) as NonNullable<Component['decision']>;
  const title = decision.title ?? component.title;
  return {
    ...names(decision.number, title),
    status: supersededBy ? 'superseded' : 'accepted',
    date: null,
    question: decision.question ?? null,
    because: decision.because ?? null,
    consequences: decision.consequences.map(consequence),
    confirmation: decision.confirmation ?? null,
    alternatives: decision.alternatives.map(alternative),
    supersededBy,
    supersedes: [],
    component: component.id,
  };
}

function fromEntry({ number, date, because, title, changes }: DecisionEntry, replaced: readonly Adr[]): Adr {
  const sentences = Object.entries(changes).map(
    ([field, { from, to }]) => `${fieldOf(field)?.title ?? field} changes from ${String(from)} to ${String(to)}`,
  );
  const id = adrId(number);
  return {
    ...names(number, title ?? sentences.join(', ')),
    status: 'accepted',
    date,
    question: null,
    because: because ?? null,
    consequences: [],
    confirmation: null,
    alternatives: Object.entries(changes).map(([field, { from }]) => ({ option: `Keep ${field} ${String(from)}`, because: null })),
    supersededBy: null,
    supersedes: replaced.filter((adr) => adr.supersededBy === id).map((adr) => adr.id),
    component: null,
  };
}

const names = (number: number, title: string): Pick<Adr, 'name' | 'number' | 'id' | 'title'> => ({
  name: `${String(number).padStart(4, '0')}-${kebab(title).slice(0, 80).replace(/-$/, '')}`,
  number,
  id: adrId(number),
  title,
});

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const consequence = (value: string | Record<string, unknown>): Sentence =>
  typeof value === 'string' ? { good: value, bad: null } : { good: text(value['good']), bad: text(value['bad']) };

const alternative = (value: string | Record<string, unknown>): Adr['alternatives'][number] =>
  typeof value === 'string'
    ? { option: value, because: null }
    : { option: text(value['option']) ?? text(value['name']) ?? '', because: text(value['because']) };

/** The next number for an entry of this repository. */
export const nextDecision = (stack: Stack): number => Math.max(FIRST_OWN_NUMBER - 1, ...stack.decisions.map(({ number }) => number)) + 1;

/** Fields whose change replaces a component with a decision: they deserve an entry. */
export function decidedChanges(components: readonly Component[], from: Stack, to: Stack): Record<string, { from: unknown; to: unknown }> {
  const gone = components.filter((component) => component.decision && matching(component.when, from) && !matching(component.when, to));
  const fields = new Set(
    gone.flatMap(({ when }) => Object.keys(when)).filter((field) => typeof from[field] === 'string' && from[field] !== to[field]),
  );
  return Object.fromEntries([...fields].map((field) => [field, { from: from[field], to: to[field] }]));
}
