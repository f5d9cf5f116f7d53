/** One question with its possible answers. */
export interface Factor {
  readonly name: string;
  readonly values: readonly string[];
}

export type Choice = Readonly<Record<string, string>>;

/** Do these answers, which may be some of all, go together? */
type Allowed = (choice: Choice) => boolean;

interface Pair {
  readonly key: string;
  readonly choice: Choice;
}

/** Every two values of different factors. */
export const pairsOf = (factors: readonly Factor[]): Pair[] =>
  factors.flatMap((one, index) =>
    factors
      .slice(index + 1)
      .flatMap((other) =>
        one.values.flatMap((a) =>
          other.values.map((b) => ({ key: keyOf(one.name, a, other.name, b), choice: { [one.name]: a, [other.name]: b } })),
        ),
      ),
  );

const keyOf = (...words: readonly string[]): string => words.join('\0');

/** The pairs that a choice of all factors has. */
export const keysOf = (factors: readonly Factor[], choice: Choice): string[] =>
  factors.flatMap(({ name }, index) =>
    factors.slice(index + 1).map((other) => keyOf(name, choice[name]!, other.name, choice[other.name]!)),
  );

/** Few choices of all factors that together have every pair of values that goes together: greedy, and the same on every machine. */
export function cover(factors: readonly Factor[], allowed: Allowed): Choice[] {
  const missing = new Map(pairsOf(factors).map(({ key, choice }) => [key, choice]));
  const choices: Choice[] = [];
  for (const [key, pair] of missing) {
    const choice = allowed(pair) ? completed(pair, factors, { missing, allowed }) : undefined;
    if (choice) choices.push(choice);
    for (const covered of choice ? keysOf(factors, choice) : [key]) missing.delete(covered);
  }
  return choices;
}

interface Search {
  readonly missing: ReadonlyMap<string, Choice>;
  readonly allowed: Allowed;
}

/** Answer what is open with the values that bring the most missing pairs; back where they do not go together. */
function completed(choice: Choice, factors: readonly Factor[], search: Search): Choice | undefined {
  const open = factors.find(({ name }) => choice[name] === undefined);
  if (!open) return choice;
  const gain = (value: string): readonly [number, number] => {
    const given = { ...choice, [open.name]: value };
    const known = factors.filter(({ name }) => given[name] !== undefined);
    const later = [...search.missing.values()].filter((pair) => pair[open.name] === value);
    return [keysOf(known, given).filter((key) => search.missing.has(key)).length, later.length];
  };
  const byGain = open.values
    .map((value) => ({ value, gain: gain(value) }))
    .toSorted((a, b) => b.gain[0] - a.gain[0] || b.gain[1] - a.gain[1]);
  for (const { value } of byGain) {
    const next = { ...choice, [open.name]: value };
    const found = search.allowed(next) ? completed(next, factors, search) : undefined;
    if (found) return found;
  }
  return undefined;
}
