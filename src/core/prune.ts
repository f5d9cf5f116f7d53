import { type Component, matching } from './component.ts';
import type { Plan } from './plan.ts';
import type { Stack } from './stack.ts';

interface Question {
  readonly components: readonly Component[];
  /** The stack before an edit, where it is known. */
  readonly before: Stack | undefined;
  readonly after: Stack;
  /** Paths that the lock has. */
  readonly last: readonly string[];
  readonly next: Plan;
}

/** What describes living things and would go: components with `holds: data` that are deselected, and their paths that the plan drops. */
export function lostData({ components, before, after, last, next }: Question): string[] {
  const holders = components.filter(({ holds }) => holds === 'data');
  const deselected = holders.filter(({ when }) => before && matching(when, before) && !matching(when, after)).map(({ id }) => id);
  const moved = new Set(next.moves.map(({ from }) => from));
  const patterns = holders.flatMap(({ files }) => files.map(({ path }) => pattern(path)));
  const dropped = last.filter((path) => !next.files.has(path) && !moved.has(path) && patterns.some((one) => one.test(path)));
  return [...new Set([...deselected, ...dropped.map(folder)])];
}

const pattern = (path: string): RegExp =>
  new RegExp(
    `^${path.replace(/\[(environment|service|place|decision)\]|[.*+?^${}()|[\]\\]/g, (part, kind: string | undefined) => (kind ? '[^/]+' : `\\${part}`))}$`,
  );

const folder = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : path);
