/** A step of a path such as `spec.containers[0].env` or `metadata.annotations["a.b/c"]`. */
type Step = string | number;

const STEP = /^(?:\.?([\w-]+)|\[(\d+)\]|\["([^"]+)"\])/;

/** The steps of a path, or undefined where it uses more of JSONPath than we read. */
export function stepsOf(path: string): Step[] | undefined {
  const steps: Step[] = [];
  for (let rest = path; rest;) {
    const [all, name, index, quoted] = STEP.exec(rest) ?? [];
    if (!all) return undefined;
    steps.push(index === undefined ? (name ?? quoted!) : Number(index));
    rest = rest.slice(all.length);
  }
  return steps;
}

/** The value at the end of a path; undefined when there is none. */
export const at = (value: unknown, steps: readonly Step[]): unknown =>
  steps.reduce<unknown>(
    (inside, step) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, step) ? (inside as Record<Step, unknown>)[step] : undefined,
    value,
  );

/** Values as a test sets them, with paths as keys, made into nested ones; later ones win. */
export function nested(settings: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [path, value] of settings.flatMap((one) => Object.entries(one))) place(made, path.split('.'), value);
  return made;
}

function place(into: Record<string, unknown>, [key, ...rest]: readonly string[], value: unknown): void {
  const here = into[key!];
  const map = isMap(here) ? here : {};
  if (rest.length > 0) place(map, rest, value);
  else if (isMap(value)) for (const [name, inner] of Object.entries(value)) place(map, [name], inner);
  into[key!] = rest.length > 0 || isMap(value) ? map : value;
}

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
