import { parse } from 'yaml';
import { EXIT, UserError } from '../errors.ts';
import { type Answers, judge } from './answers.ts';
import { complete } from './complete.ts';
import { decidedChanges, nextDecision } from './decisions.ts';
import { offered } from './defaults.ts';
import { addItem, append, removeItem, setValue, takeOut, unset } from './edit.ts';
import { fieldOf } from './fields.ts';
import { STACK_FILE } from './files.ts';
import { freeNetwork } from './network.ts';
import { parseStack } from './parse.ts';
import { withItems } from './stackfile.ts';
import type { Catalog } from './plan.ts';
import { resolve, type Stack } from './stack.ts';

/** A stack and the catalog that answers it. */
export interface Current {
  readonly answers: Answers;
  readonly stack: Stack;
  readonly catalog: Catalog;
}

/** A change of the stack file's text. */
export type Edit = (text: string, before: Current) => string;

export const KINDS = ['service', 'environment', 'component'] as const;
export type Kind = (typeof KINDS)[number];

/** The edit that `add` makes. `after` names the environment that the new one follows. */
export function adding(
  kind: Kind,
  name: string,
  { given, after }: { given: Readonly<Record<string, unknown>>; after?: string | undefined },
): Edit {
  if (kind === 'component') return (text, before) => addFeature(text, name, before);
  if (kind === 'service')
    return (text, { answers }) => addItem(withItems(text, 'services', answers.services), ['services'], { name, value: given });
  return (text, { answers, stack }) => {
    const cidr = given['cidr'] ?? freeNetwork(Object.values(answers.environments).flatMap((environment) => environment.cidr ?? []));
    return addItem(withItems(text, 'environments', answers.environments), ['environments'], {
      name,
      value: { cidr, ...given },
      before: following(stack.environments, after),
    });
  };
}

/** The environment that the new one precedes: the one behind `after`, else the first protected one. */
function following(environments: Stack['environments'], after: string | undefined): string | undefined {
  if (after === undefined) return environments.find((environment) => environment.protected)?.name;
  const at = environments.findIndex(({ name }) => name === after);
  if (at < 0)
    throw new UserError(
      `--after names ${after}, which is no environment.`,
      `Environments: ${environments.map(({ name }) => name).join(', ')}`,
    );
  return environments[at + 1]?.name;
}

const featuresOf = ({ answers }: Current): readonly string[] => answers['features'] as readonly string[];

function addFeature(text: string, name: string, current: Current): string {
  if (featuresOf(current).includes(name)) throw new UserError(`${name} is there already.`, 'See: create-devops-stack status');
  const { vocabulary } = current.catalog;
  const here = vocabulary.answered.has('features') ? offered('features', vocabulary) : [];
  if (!here.includes(name))
    throw new UserError(
      `${name} is not in this catalog; here: ${here.join(', ') || 'no component to add'}.`,
      'See them: create-devops-stack list',
      EXIT.input,
    );
  return append(text, 'features', name);
}

/** The edit that `remove` makes. */
export function removing(kind: Kind, name: string): Edit {
  if (kind !== 'component') return (text) => removeItem(text, [`${kind}s`], name);
  return (text, current) => {
    const features = featuresOf(current);
    if (!features.includes(name)) throw new UserError(`${name} is not among the features.`, `There are: ${features.join(', ') || 'none'}`);
    return takeOut(text, 'features', name);
  };
}

/** The edit that `set` makes; a change that replaces a decided component leaves an entry under `decisions`, with `note`. */
export function assigning(assignments: readonly string[], note: { today: string; because: string | undefined }): Edit {
  const pairs = assignments.map(readAssignment);
  return (text, { stack, catalog }) => {
    const edited = pairs.reduce((at, { path, value }) => (value === undefined ? unset(at, path) : setValue(at, path, value)), text);
    const given = judge(parseStack(edited, STACK_FILE), catalog.vocabulary, STACK_FILE);
    const after = resolve(complete(given, catalog.vocabulary), catalog.vocabulary);
    const changes = decidedChanges(catalog.components, stack, after);
    if (Object.keys(changes).length === 0) return edited;
    return append(edited, 'decisions', {
      number: nextDecision(stack),
      date: note.today,
      ...changes,
      ...(note.because && { because: note.because }),
    });
  };
}

function readAssignment(text: string): { path: string[]; value: unknown } {
  const at = text.indexOf('=');
  const path = text.slice(0, Math.max(at, 0)).split('.');
  if (at < 1 || path.some((part) => part === ''))
    throw new UserError(`${text} is no assignment.`, 'Write field=value, for example: ci=gitlab-ci');
  return { path, value: readValue(path, text.slice(at + 1)) };
}

/** A value as YAML reads it; lists also with commas, an account always as text; nothing takes the answer away. */
function readValue(path: readonly string[], text: string): unknown {
  const name = path.at(-1)!;
  const field = fieldOf(name) ?? fieldOf(name, 'service') ?? fieldOf(name, 'environment');
  const isList = field?.type === 'choices' || field?.type === 'words' || name === 'mine' || name === 'catalogs';
  if (isList && !text.startsWith('[')) return text.split(',').filter(Boolean);
  if (text === '') return undefined;
  const isOwner = path[0] === 'owners' && path.length === 2;
  const isExisting = path[0] === 'environments' && path[2] === 'existing' && path.length === 4;
  if (isOwner || isExisting) return text;
  if (field?.type === 'text' || field?.type === 'choice') return text;
  try {
    return parse(text) as unknown;
  } catch {
    throw new UserError(`${path.join('.')} takes a value, not ${text}.`, 'For example: set environments.dev.size=ha');
  }
}
