import { UserError } from '../errors.ts';
import { refuseTakenNamespaces } from './addons.ts';
import { type Component, type Selected, select, type TemplateFile } from './component.ts';
import type { Vocabulary } from './defaults.ts';
import { type Adr, adrs } from './decisions.ts';
import { refuseUnused } from './existing.ts';
import { fence, refuseClashes } from './fence.ts';
import type { Prepacked } from './lock.ts';
import { REBUILD, refuseShortRpo } from './recovery.ts';
import { type Compiled, pinned, type PinnedLine, render } from './render.ts';
import { placesOf, type Stack } from './stack.ts';
import { refuseUnanswered } from './uses.ts';
import { byCodePoint } from './words.ts';

export type Mode = '100644' | '100755';

export interface Catalog {
  /** Folders it was read from; `builtin` for the shipped one. */
  readonly names: readonly string[];
  /** A hash over everything in them. */
  readonly fingerprint: string;
  readonly components: readonly Component[];
  readonly vocabulary: Vocabulary;
  readonly versions: Readonly<Record<string, unknown>>;
  /** Compiled form by template text. */
  readonly compiled: (file: TemplateFile) => Compiled;
  readonly phrase: (text: string) => Compiled | undefined;
  readonly packed: Prepacked;
  /** Text of the stack file's JSON Schema, where it was prepared. */
  readonly schema: string | undefined;
}

export interface PlannedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: Mode;
  readonly component: string;
  readonly pins: readonly PinnedLine[];
  readonly once: boolean;
}

export interface Move {
  readonly from: string;
  readonly to: string;
}

/** Every file that follows from a stack and a catalog, by path, and how files moved since earlier versions. */
export interface Plan {
  readonly files: ReadonlyMap<string, PlannedFile>;
  readonly moves: readonly Move[];
  readonly selected: readonly Selected[];
  readonly provided: Provided;
}

type Provided = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
type Scope = Readonly<Record<string, unknown>>;

const encoder = new TextEncoder();

/** `extra` are files that no component yields. */
export function plan(catalog: Catalog, stack: Stack, extra: readonly PlannedFile[] = []): Plan {
  refuseUnanswered(catalog.components, stack);
  refuseUnused(catalog.components, stack);
  const selected = select(catalog.components, stack);
  const base = rootScope(catalog, stack);
  const provided = provide(selected, base, catalog);
  refuseTakenNamespaces(provided['addons'] ?? [], stack.services);
  refuseShortRpo(provided['recovery'] ?? [], stack.environments);
  const decisions = adrs(catalog.components, selected, stack, (value, member) =>
    fill(value, scopeOf(member, base), catalog, member.component.id),
  );
  const scope = { ...base, provided, decisions };
  const files = new Map(extra.map((file) => [file.path, file]));
  for (const member of selected) {
    for (const file of filesOf(member, scope, catalog)) {
      const other = files.get(file.path);
      if (other)
        throw new UserError(
          `${other.component} and ${file.component} both yield ${file.path}.`,
          'One path has one owner: rename one of them.',
        );
      files.set(file.path, file);
    }
  }
  refuseClashes(files.values());
  return {
    files: new Map([...files].toSorted(([a], [b]) => byCodePoint(a, b))),
    moves: movesOf(catalog.components, stack, decisions),
    selected,
    provided,
  };
}

/** What every template sees: the answers by name, and the things derived from them. */
function rootScope(catalog: Catalog, stack: Stack): Scope {
  const persona = catalog.vocabulary.personas.find(({ id }) => id === stack['persona']);
  return {
    ...stack,
    stack,
    places: placesOf(stack.environments, stack),
    versions: pinned(catalog.versions),
    profile: persona ?? null,
    rebuild: REBUILD,
  };
}

const scopeOf = ({ environments, services }: Selected, scope: Scope): Scope => ({
  ...scope,
  environments,
  services,
  places: placesOf(environments, scope['stack'] as Stack),
});

/** Slots: what selected components provide, in the order of their ids. Items equal in all their own keys are one. */
function provide(selected: readonly Selected[], base: Scope, catalog: Catalog): Provided {
  const slots: Record<string, Map<string, Record<string, unknown>>> = Object.create(null) as Record<string, never>;
  for (const component of catalog.components) for (const slot of Object.keys(component.provides)) slots[slot] ??= new Map();
  for (const member of selected) {
    const scope = scopeOf(member, base);
    for (const [slot, items] of Object.entries(member.component.provides)) {
      for (const item of items) {
        const own = fill(item, scope, catalog, member.component.id) as Record<string, unknown>;
        const key = JSON.stringify(own);
        const twin = slots[slot]!.get(key);
        slots[slot]!.set(key, {
          ...own,
          component: twin?.['component'] ?? member.component.id,
          environments: united(twin?.['environments'], member.environments),
          services: united(twin?.['services'], member.services),
        });
      }
    }
  }
  return Object.fromEntries(Object.entries(slots).map(([slot, items]) => [slot, [...items.values()]]));
}

const united = <T>(known: unknown, more: readonly T[]): T[] => [...new Set([...((known as T[] | undefined) ?? []), ...more])];

/** Render every text inside a manifest's value; marks of versions stay in it for the template that prints it. */
function fill(value: unknown, scope: Scope, catalog: Catalog, id: string): unknown {
  if (typeof value === 'string') {
    const compiled = catalog.phrase(value);
    return compiled ? remark(render(compiled, scope, `${id}/component.yaml`)) : value;
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, scope, catalog, id));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, scope, catalog, id)]));
  return value;
}

function remark({ text, pins }: { text: string; pins: readonly PinnedLine[] }): string {
  if (pins.length === 0) return text;
  const lines = text.split('\n');
  for (const { line, parts } of pins) lines[line] = parts.map((part, index) => (index % 2 === 1 ? pinned(part) : part)).join('');
  return lines.join('\n');
}

type Items = Readonly<Record<string, readonly Readonly<{ name: string }>[]>>;
const PLACEHOLDER = /\[(environment|service|place|decision)\]/g;

function filesOf(member: Selected, scope: Scope, catalog: Catalog): PlannedFile[] {
  const own = scopeOf(member, scope);
  const items: Items = {
    environment: member.environments,
    service: member.services,
    place: placesOf(member.environments, scope['stack'] as Stack),
    decision: scope['decisions'] as Adr[],
  };
  return member.component.files.flatMap((file) =>
    spread(file.path, items).map(({ path, item }) => {
      fence(path, member.component.id);
      return {
        path,
        ...contents(file, { ...own, ...item }, catalog),
        mode: file.executable ? '100755' : '100644',
        component: member.component.id,
        once: isOnce(member.component, file.path),
      };
    }),
  );
}

function contents(file: TemplateFile, scope: Scope, catalog: Catalog): Pick<PlannedFile, 'bytes' | 'pins'> {
  if (!file.template) return { bytes: file.bytes(), pins: [] };
  const { text, pins } = render(catalog.compiled(file), scope, file.source);
  return { bytes: encoder.encode(text), pins };
}

/** A path with placeholders → a path per item, all combinations together, with the items in scope. */
function spread(path: string, items: Items): { path: string; item: Readonly<Record<string, { name: string }>> }[] {
  const kinds = [...new Set(Array.from(path.matchAll(PLACEHOLDER), ([, kind]) => kind!))];
  return kinds.reduce<{ path: string; item: Record<string, { name: string }> }[]>(
    (paths, kind) =>
      paths.flatMap((entry) =>
        (items[kind] ?? []).map((item) => ({ path: entry.path.replaceAll(`[${kind}]`, item.name), item: { ...entry.item, [kind]: item } })),
      ),
    [{ path, item: {} }],
  );
}

/** `once` names output paths with placeholders; `**` stands for any depth, `*` for one name. */
export const isOnce = ({ once }: Component, path: string): boolean => once.some((glob) => globs(glob).test(path));

function globs(glob: string): RegExp {
  const body = glob.replace(
    /\*\*\/|\*\*|\*|[.+?^${}()|[\]\\]/g,
    (part) => ({ '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' })[part] ?? `\\${part}`,
  );
  return new RegExp(`^${body}$`);
}

function movesOf(components: readonly Component[], stack: Stack, decisions: readonly Adr[]): Move[] {
  const items: Items = {
    environment: stack.environments,
    service: stack.services,
    place: placesOf(stack.environments, stack),
    decision: decisions,
  };
  return components.flatMap(({ moved }) =>
    moved.flatMap(({ from, to }) => {
      const joint = spread(`${from}\n${to}`, items);
      return joint.map(({ path }) => ({ from: path.split('\n')[0]!, to: path.split('\n')[1]! }));
    }),
  );
}
