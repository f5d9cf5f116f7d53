import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isRecord } from '../src/core/values.ts';
import { type Reference, references, shippedCatalog } from './support/reference.ts';

// Emitted schemas are compiled as such, and judge the emitted files that they are for.

const STACKS = references(await shippedCatalog());
const each = STACKS.map((stack) => [stack.name, stack] as const);
const OPTIONS = { strict: true, strictRequired: false, allErrors: true } as const;

const document = ({ files }: Reference, path: string): unknown => parse(files.get(path)!);

describe('devops-stack.schema.json', () => {
  const validator = (stack: Reference): ValidateFunction =>
    new Ajv2020(OPTIONS).compile(JSON.parse(stack.files.get('devops-stack.schema.json')!) as object);

  it.each(each)('%s: holds for the stack file beside it', (_name, stack) => {
    const validate = validator(stack);
    validate(document(stack, 'devops-stack.yaml'));
    expect(validate.errors).toBeNull();
  });

  it.each([{ nmae: 'a' }, { cloud: 'gpc' }, { services: { api: { port: 'http' } } }, { environments: { Dev: {} } }])(
    'refuses %j',
    (wrong) => {
      expect(validator(STACKS[0]!)({ name: 'a', ...wrong })).toBe(false);
    },
  );
});

describe('values.schema.json of the chart', () => {
  const image = { repository: 'registry.example/a/api', digest: `sha256:${'0'.repeat(64)}` };
  const validator = (stack: Reference): ValidateFunction =>
    new Ajv(OPTIONS).compile(JSON.parse(stack.files.get('charts/service/values.schema.json')!) as object);
  const pairs = STACKS.flatMap((reference) =>
    reference.stack.services.flatMap((service) =>
      reference.stack.environments.map((environment) => [reference.name, service.name, environment.name, reference] as const),
    ),
  );
  /** What Helm merges, later over earlier; the image is what a promotion writes. */
  const values = (stack: Reference, service: string, environment: string): Record<string, unknown> =>
    ['charts/service/values.yaml', `services/${service}/deploy/values.yaml`, `services/${service}/deploy/${environment}/values.yaml`]
      .map((path) => document(stack, path) as Record<string, unknown>)
      .reduce(merged, { image });

  it.each(pairs)('%s: holds for %s in %s', (_name, service, environment, stack) => {
    const validate = validator(stack);
    validate(values(stack, service, environment));
    expect(validate.errors).toBeNull();
  });

  it.each([{ port: 0 }, { image: { tag: 'latest' } }, { prot: 1 }, { env: { PORT: '1' } }, { environment: 'Dev' }])(
    'refuses %j',
    (wrong) => {
      const [, service, environment, stack] = pairs[0]!;
      expect(validator(stack)({ ...values(stack, service, environment), ...wrong })).toBe(false);
    },
  );
});

function merged(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const known = result[key];
    result[key] = isRecord(known) && isRecord(value) ? merged(known, value) : value;
  }
  return result;
}
