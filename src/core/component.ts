import { UserError } from '../errors.ts';
import { DEMAND_KEYS, PLACE_KEYS, SERVICE_KEYS, STACK_FIELDS } from './fields.ts';
import { describe, z } from './schema.ts';
import type { Environment, Service, Stack } from './stack.ts';
import { isRecord } from './values.ts';
import { nearest } from './words.ts';

/** One file of a component. `path` is the output path, placeholders and all, without `.hbs`. */
export interface TemplateFile {
  readonly path: string;
  readonly source: string;
  readonly template: boolean;
  readonly executable: boolean;
  readonly hash: string;
  readonly bytes: () => Uint8Array;
}

export interface Component extends Manifest {
  readonly id: string;
  readonly files: readonly TemplateFile[];
}

/** A component that the stack selects, with the environments and services that its `when` matches. */
export interface Selected {
  readonly component: Component;
  readonly environments: readonly Environment[];
  readonly services: readonly Service[];
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
type Scalar = z.infer<typeof scalar>;
const sentence = z.union([z.string(), z.record(z.string(), z.unknown())]);
const words = z.array(z.string());

const manifest = z.strictObject({
  title: z.string().check(z.minLength(1)),
  when: z._default(z.record(z.string(), z.union([scalar, z.array(scalar).check(z.minLength(1))])), {}),
  needs: z._default(words, []),
  holds: z.optional(z.literal('data')),
  once: z._default(words, []),
  moved: z._default(z.array(z.strictObject({ from: z.string(), to: z.string() })), []),
  provides: z._default(z.record(z.string(), z.array(z.record(z.string(), z.unknown()))), {}),
  decision: z.optional(
    z.strictObject({
      number: z.int().check(z.minimum(1), z.maximum(9999)),
      title: z.optional(z.string()),
      question: z.optional(z.string()),
      because: z.optional(z.string()),
      consequences: z._default(z.array(sentence), []),
      confirmation: z.optional(z.string()),
      alternatives: z._default(z.array(sentence), []),
    }),
  ),
});

export type Manifest = z.infer<typeof manifest>;

const WHEN_KEYS = [...new Set([...STACK_FIELDS.map(({ name }) => name), ...PLACE_KEYS, ...SERVICE_KEYS, ...DEMAND_KEYS])];

/** Judge a parsed `component.yaml`; `source` is named in the error. */
export function readManifest(value: unknown, source: string): Manifest {
  const result = manifest.safeParse(value ?? {});
  if (!result.success) throw new UserError(`${source}: ${describe(result.error.issues[0])}`, `Mend ${source}.`);
  for (const key of Object.keys(result.data.when)) {
    if (!WHEN_KEYS.includes(key))
      throw new UserError(`${source}: when.${key} is no field of a stack${suggestion(key)}.`, `Mend ${source}.`);
  }
  return result.data;
}

const suggestion = (key: string): string => {
  const near = nearest(key, WHEN_KEYS);
  return near ? `; did you mean ${near}?` : '';
};

/** Components that `stack` selects, in the order of their ids. */
export function select(components: readonly Component[], stack: Stack): Selected[] {
  const selected = components.flatMap((component) => {
    const match = matching(component.when, stack);
    return match ? [{ component, ...match }] : [];
  });
  const ids = new Set(selected.map(({ component }) => component.id));
  for (const { component } of selected) {
    const missing = component.needs.find((id) => !ids.has(id));
    if (missing)
      throw new UserError(
        `${component.id} needs ${missing}, which this stack does not select.`,
        `See: create-devops-stack explain component ${component.id}`,
      );
  }
  return selected;
}

/** The environments and services for which every key of `when` holds; undefined when there are none where one is asked for. */
export function matching(when: Manifest['when'], stack: Stack): Pick<Selected, 'environments' | 'services'> | undefined {
  const keys = Object.keys(when);
  const ofPlace = keys.filter((key) => PLACE_KEYS.includes(key));
  const ofService = keys.filter((key) => SERVICE_KEYS.includes(key));
  const ofStack = keys.filter((key) => !ofPlace.includes(key) && !ofService.includes(key));
  const holds = (item: object, names: readonly string[]): boolean =>
    names.every((name) => accepts(when[name]!, judged((item as Record<string, unknown>)[name])));

  const environments = stack.environments.filter((environment) => holds(environment, ofPlace));
  const services = stack.services.filter((service) => holds(service, ofService));
  if (!holds(stack, ofStack)) return undefined;
  if (ofPlace.length > 0 && environments.length === 0) return undefined;
  if (ofService.length > 0 && services.length === 0) return undefined;
  return { environments, services };
}

/** A record is judged by the keys that it answers: `existing: network`. */
const judged = (value: unknown): unknown =>
  isRecord(value)
    ? Object.entries(value)
        .filter(([, one]) => one !== null)
        .map(([key]) => key)
    : value;

/** Equality where a list on either side means "any of". */
export function accepts(wanted: Scalar | readonly Scalar[], actual: unknown): boolean {
  const wants = [wanted].flat() as Scalar[];
  return Array.isArray(actual) ? actual.some((value) => wants.includes(value as Scalar)) : wants.includes(actual as Scalar);
}

/** "because strategy is canary and orchestrator is eks" */
export function reason({ component }: Selected): string {
  const clauses = Object.entries(component.when).map(
    ([key, value]) => `${key} ${Array.isArray(value) ? `is one of ${value.join(', ')}` : `is ${String(value)}`}`,
  );
  return clauses.length === 0 ? 'always' : `because ${clauses.join(' and ')}`;
}
