import { isDeepStrictEqual } from 'node:util';
import { at, isMap, stepsOf } from './path.ts';

/** What a template made of the values: documents, or the words with which it refused. */
export interface Outcome {
  readonly documents: readonly unknown[];
  /** The documents that the test selects. */
  readonly selected: readonly unknown[];
  readonly failure?: string;
}

type Arguments = Readonly<Record<string, unknown>>;
/** Undefined when it holds, else what is wrong. */
type Assert = (outcome: Outcome, args: Arguments) => string | undefined;
type One = (value: unknown, args: Arguments) => string | undefined;

const say = (value: unknown): string => JSON.stringify(value) ?? 'nothing';

/** Holds for each selected document, of which there must be one; `keys` are the arguments that it understands. */
const each =
  (keys: readonly string[], holds: One): Assert =>
  ({ selected, failure }, args) => {
    const unknown = Object.keys(args).find((key) => !keys.includes(key));
    if (unknown) return `the argument ${unknown} is not understood`;
    if (failure !== undefined) return `nothing is rendered: ${failure}`;
    return selected.length === 0 ? 'there is no document to look at' : selected.map((one) => holds(one, args)).find(Boolean);
  };

const atPath =
  (holds: One): One =>
  (document, args) => {
    const steps = stepsOf(String(args['path']));
    if (!steps) return `the path ${say(args['path'])} is not understood`;
    const problem = holds(at(document, steps), args);
    return problem && `${String(args['path'])} ${problem}`;
  };

const equal: One = (value, { value: wanted }) =>
  isDeepStrictEqual(value, wanted) ? undefined : `is ${say(value)}, expected ${say(wanted)}`;

const isSubset: One = (value, { content }) =>
  isMap(value) && isMap(content) && Object.entries(content).every(([key, wanted]) => isDeepStrictEqual(value[key], wanted))
    ? undefined
    : `is ${say(value)}, expected it to hold ${say(content)}`;

const contains: One = (value, { content }) =>
  Array.isArray(value) && value.some((one) => isDeepStrictEqual(one, content))
    ? undefined
    : `is ${say(value)}, expected it to contain ${say(content)}`;

const sameDocument = (document: unknown, { kind, apiVersion, name, namespace }: Arguments): boolean =>
  Object.entries({ kind, apiVersion, 'metadata.name': name, 'metadata.namespace': namespace }).every(
    ([path, wanted]) => wanted === undefined || at(document, stepsOf(path)!) === wanted,
  );

const containsDocument: Assert = (outcome, args) => {
  const { any, ...wanted } = args;
  if (outcome.failure !== undefined) return `nothing is rendered: ${outcome.failure}`;
  const found = outcome.selected.map((one) => sameDocument(one, wanted));
  const holds = any === true ? found.some(Boolean) : found.length > 0 && found.every(Boolean);
  return holds ? undefined : `there is no document ${say(wanted)}`;
};

const hasDocuments: Assert = ({ documents, failure }, args) => {
  if (failure !== undefined) return `nothing is rendered: ${failure}`;
  return isDeepStrictEqual(args, { count: documents.length }) ? undefined : `${documents.length} documents, expected ${say(args)}`;
};

const failedTemplate: Assert = ({ failure }, { errorMessage, errorPattern, ...more }) => {
  if (Object.keys(more).length > 0) return `the arguments ${Object.keys(more).join(', ')} are not understood`;
  if (failure === undefined) return 'it renders';
  if (errorMessage !== undefined && !failure.includes(String(errorMessage))) return `it fails with ${say(failure)}`;
  return errorPattern === undefined || new RegExp(String(errorPattern)).test(failure) ? undefined : `it fails with ${say(failure)}`;
};

export const asserts: Readonly<Record<string, Assert>> = {
  equal: each(['path', 'value'], atPath(equal)),
  isSubset: each(['path', 'content'], atPath(isSubset)),
  contains: each(['path', 'content'], atPath(contains)),
  exists: each(
    ['path'],
    atPath((value) => (value === undefined ? 'does not exist' : undefined)),
  ),
  notExists: each(
    ['path'],
    atPath((value) => (value === undefined ? undefined : `is ${say(value)}`)),
  ),
  isKind: each(['of'], (document, { of }) => equal(at(document, ['kind']), { value: of })),
  containsDocument,
  hasDocuments,
  failedTemplate,
};
