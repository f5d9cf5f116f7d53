import type { Plan } from './plan.ts';
import type { Stack } from './stack.ts';
import { DEMAND_KEYS } from './fields.ts';
import { accepts } from './component.ts';

export interface Demand {
  readonly kind: (typeof DEMAND_KEYS)[number];
  readonly name: string;
  /** Files that answer it; none when no selected component does. */
  readonly paths: readonly string[];
}

/** What the persona demands and which planned files answer it: those of components that name the demand, and those that a slot names. */
export function demands(plan: Plan, stack: Stack): Demand[] {
  return DEMAND_KEYS.flatMap((kind) => stack[kind].map((name) => ({ kind, name, paths: answers(plan, kind, name) })));
}

function answers(plan: Plan, kind: Demand['kind'], name: string): string[] {
  const naming = plan.selected
    .filter(({ component }) => component.when[kind] !== undefined && accepts(component.when[kind], name))
    .map(({ component }) => component.id);
  const owned = [...plan.files.values()].filter(({ component }) => naming.includes(component)).map(({ path }) => path);
  const named = (plan.provided[kind] ?? [])
    .filter((item) => item['name'] === name)
    .map((item) => String(item['path'] ?? '').split('#')[0]!);
  return [...new Set([...owned, ...named.filter((path) => plan.files.has(path))])];
}

/** Demands that no planned file answers, or whose files are not in `present`. */
export function unmet(plan: Plan, stack: Stack, present: (path: string) => boolean): (Demand & { missing: readonly string[] })[] {
  return demands(plan, stack)
    .map((demand) => ({ ...demand, missing: demand.paths.filter((path) => !present(path)) }))
    .filter(({ paths, missing }) => paths.length === 0 || missing.length > 0);
}
