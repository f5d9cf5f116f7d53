// Schemas of Kubernetes as they are published are made for documentation; these say what the API server takes, and nothing besides.

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly anyOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly [keyword: string]: unknown;
}

interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export type Definitions = Readonly<Record<string, Schema>>;

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
/** Types that hold whatever somebody else defines. */
const OPEN = /\.(RawExtension|FieldsV1|Patch|JSON|JSONSchemaPropsOr\w+)$/;

/** Words of a schema that judge a value; all others describe. */
const JUDGING = [
  'type',
  'format',
  'enum',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'multipleOf',
  'required',
  'anyOf',
  'allOf',
  'oneOf',
  'not',
] as const;

const optional = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
const mapValues = <T, R>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));

/** A field that is left out may also be null: the API server reads both alike. */
function strict(schema: Schema): Schema {
  if (schema.$ref) return { $ref: schema.$ref };
  if (schema['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] };
  if (schema['x-kubernetes-embedded-resource']) return { type: 'object', required: ['apiVersion', 'kind'] };
  const kept = Object.fromEntries(JUDGING.filter((word) => word in schema).map((word) => [word, schema[word]]));
  const { properties, items, additionalProperties, required = [] } = schema;
  const made: Schema = {
    ...kept,
    ...(properties && {
      properties: mapValues(properties, (one, key) => (required.includes(key) ? strict(one) : optional(strict(one)))),
    }),
    ...(items && { items: strict(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: strict(additionalProperties) }),
    ...(isClosed(schema) && { additionalProperties: false }),
  };
  return schema['nullable'] ? optional(made) : made;
}

const isClosed = ({ type, additionalProperties, ...rest }: Schema): boolean =>
  type === 'object' && additionalProperties === undefined && !rest['x-kubernetes-preserve-unknown-fields'];

function definition(name: string, schema: Schema): Schema {
  if (name === QUANTITY)
    return { type: ['string', 'number'], pattern: '^[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$' };
  if (name === INT_OR_STRING) return { type: ['integer', 'string'] };
  return OPEN.test(name) ? {} : strict(schema);
}

/** Everything that a schema points to, directly or not. */
function reachable(start: Schema, all: Definitions, found: Record<string, Schema> = {}): Record<string, Schema> {
  for (const [, name] of JSON.stringify(start).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    const next = all[name!];
    if (!next) throw new Error(`no definition of ${name}`);
    if (found[name!]) continue;
    found[name!] = definition(name!, next);
    reachable(found[name!]!, all, found);
  }
  return found;
}

function standalone(schema: Schema, all: Definitions, { group, version, kind }: Gvk): Schema {
  const { properties = {}, required = [], ...rest } = strict(schema);
  const made: Schema = {
    ...rest,
    required: [...new Set([...required, 'apiVersion', 'kind', 'metadata'].filter((name) => name in properties))],
    properties: {
      ...properties,
      apiVersion: { enum: [group ? `${group}/${version}` : version] },
      kind: { enum: [kind] },
      ...('metadata' in properties && !kind.endsWith('List') && { metadata: { $ref: `#/definitions/${META}` } }),
    },
  };
  return { ...made, definitions: reachable(made, all) };
}

/** One schema for each kind of Kubernetes itself, by the file name that kubeconform asks for. */
export function kinds(definitions: Definitions): Record<string, Schema> {
  const nameOf = ({ group, version, kind }: Gvk): string => [kind, group.split('.')[0], version].filter(Boolean).join('-').toLowerCase();
  return Object.fromEntries(
    Object.values(definitions).flatMap((schema) => {
      const [gvk, ...more] = (schema['x-kubernetes-group-version-kind'] ?? []) as readonly Gvk[];
      return gvk && more.length === 0 ? [[nameOf(gvk), standalone(schema, definitions, gvk)]] : [];
    }),
  );
}

interface Crd {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** One schema for each version of a custom resource. */
export function customKinds({ spec: { group, names, versions } }: Crd, definitions: Definitions): Record<string, Schema> {
  return Object.fromEntries(
    versions.map(({ name, schema }) => [
      `${group}/${names.kind.toLowerCase()}_${name}`,
      standalone(schema.openAPIV3Schema, definitions, { group, version: name, kind: names.kind }),
    ]),
  );
}
