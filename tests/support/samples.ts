import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REBUILD } from '../../src/core/recovery.ts';
import { placesOf } from '../../src/core/stack.ts';
import { type Reference, REPOSITORY } from './reference.ts';
import { ADR, type Shape, shapeOf, united } from './scope.ts';
import type { Catalog } from '../../src/core/plan.ts';

export interface Scopes {
  /** Inside a manifest: slots and decisions are not known yet. */
  readonly manifest: Shape;
  /** Inside a file whose path has these placeholders. */
  readonly file: (items: readonly string[]) => Shape;
}

type Fields = Readonly<Record<string, Shape>>;

/** The scopes of templates, from what the reference stacks resolve to. */
export function scopesOf(references: readonly Reference[], { versions, vocabulary }: Catalog): Scopes {
  const shapes = references.map(({ stack }) =>
    shapeOf({ ...stack, stack, places: placesOf(stack.environments, stack), versions, profile: vocabulary.personas, rebuild: REBUILD }),
  );
  const fields = fieldsOf(shapes.reduce(united));
  const manifest: Fields = { ...fields, profile: elementOf(fields['profile']!) };
  const provided = references.map(({ plan }) => shapeOf(plan.provided)).reduce(united, documented());
  const items: Fields = {
    environment: elementOf(fields['environments']!),
    service: elementOf(fields['services']!),
    place: elementOf(fields['places']!),
    decision: ADR,
  };
  return {
    manifest: { fields: manifest },
    file: (names) => ({
      fields: { ...manifest, provided, decisions: { list: ADR }, ...Object.fromEntries(names.map((name) => [name, items[name]!])) },
    }),
  };
}

const fieldsOf = (shape: Shape): Fields => (typeof shape === 'object' && 'fields' in shape ? shape.fields : {});
const elementOf = (shape: Shape): Shape => (typeof shape === 'object' && 'list' in shape ? shape.list : shape);

/** The slots of templates/README.md with the fields of their items. */
export function slots(): Map<string, string[]> {
  const page = readFileSync(join(REPOSITORY, 'templates/README.md'), 'utf8');
  return new Map(Array.from(page.matchAll(/^\| `(\w+)` \| `\{([\w, ]+)\}` \|/gm), ([, slot, fields]) => [slot!, fields!.split(', ')]));
}

const documented = (): Shape => ({
  fields: Object.fromEntries(
    [...slots()].map(([slot, fields]) => [slot, { list: { fields: Object.fromEntries(fields.map((field) => [field, 'any' as const])) } }]),
  ),
});
