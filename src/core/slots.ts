import type { Environment } from './stack.ts';

/** What is for an environment, of items that carry theirs. */
export const at = <T extends { readonly environments?: unknown }>(items: readonly T[], { name }: Pick<Environment, 'name'>): T[] =>
  items.filter(({ environments }) => (environments as readonly Environment[]).some((one) => one.name === name));
