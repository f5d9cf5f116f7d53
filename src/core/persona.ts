import { UserError } from '../errors.ts';
import { describe, z } from './schema.ts';

const step = z.union([z.string(), z.strictObject({ name: z.string(), text: z.optional(z.string()) })]);
const words = z.array(z.string());

const frontMatter = z.strictObject({
  extends: z.optional(z.string()),
  remove: z._default(
    z.strictObject({ principles: z.optional(words), documents: z.optional(words), gates: z.optional(words), workflow: z.optional(words) }),
    {},
  ),
  title: z.optional(z.string()),
  summary: z.optional(z.string()),
  voice: z.optional(z.string()),
  principles: z._default(words, []),
  defaults: z._default(z.record(z.string(), z.unknown()), {}),
  documents: z._default(words, []),
  gates: z._default(words, []),
  workflow: z._default(z.array(step), []),
});

interface Step {
  readonly name: string;
  readonly text: string;
}

/** What a kind of engineer demands of a repository. `prose` is the Markdown under the front matter. */
export interface Persona {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly voice: string;
  readonly principles: readonly string[];
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly documents: readonly string[];
  readonly gates: readonly string[];
  readonly workflow: readonly Step[];
  readonly prose: string;
}

/** A persona's file, taken apart: the YAML between the `---` lines, and the prose. */
export interface PersonaSource {
  readonly id: string;
  readonly source: string;
  readonly frontMatter: unknown;
  readonly prose: string;
}

type FrontMatter = z.infer<typeof frontMatter>;

/** Personas of all catalogs, with `extends` followed one level. */
export function readPersonas(sources: readonly PersonaSource[]): Persona[] {
  const read = new Map(sources.map((source) => [source.id, { ...source, data: parse(source) }]));
  return [...read.values()].map(({ id, source, data, prose }) => {
    if (!data.extends) return persona(id, data, prose);
    const base = read.get(data.extends);
    if (!base) throw new UserError(`${source}: it extends ${data.extends}, which no catalog has.`, `Mend ${source}.`);
    if (base.data.extends)
      throw new UserError(`${source}: it extends ${data.extends}, which extends another; one level only.`, `Mend ${source}.`);
    return persona(id, unite(base.data, data), prose || base.prose);
  });
}

function parse({ frontMatter: value, source }: PersonaSource): FrontMatter {
  const result = frontMatter.safeParse(value ?? {});
  if (!result.success) throw new UserError(`${source}: ${describe(result.error.issues[0])}`, `Mend ${source}.`);
  return result.data;
}

const nameOf = (item: string | { name: string }): string => (typeof item === 'string' ? item : item.name);

/** Lists unite, `remove` takes away, scalars replace. */
function unite(base: FrontMatter, own: FrontMatter): FrontMatter {
  const list = <T extends string | { name: string }>(
    key: 'principles' | 'documents' | 'gates' | 'workflow',
    from: readonly T[],
    more: readonly T[],
  ): T[] => {
    const removed = own.remove[key] ?? [];
    const replaced = more.map(nameOf);
    return [...from.filter((item) => !replaced.includes(nameOf(item))), ...more].filter((item) => !removed.includes(nameOf(item)));
  };
  return {
    ...base,
    ...own,
    title: own.title ?? base.title,
    summary: own.summary ?? base.summary,
    voice: own.voice ?? base.voice,
    defaults: { ...base.defaults, ...own.defaults },
    principles: list('principles', base.principles, own.principles),
    documents: list('documents', base.documents, own.documents),
    gates: list('gates', base.gates, own.gates),
    workflow: list('workflow', base.workflow, own.workflow),
  };
}

const persona = (id: string, data: FrontMatter, prose: string): Persona => ({
  id,
  title: data.title ?? id,
  summary: data.summary ?? data.title ?? id,
  voice: data.voice ?? '',
  principles: data.principles,
  defaults: data.defaults,
  documents: data.documents,
  gates: data.gates,
  workflow: data.workflow.map((item) => ({ name: nameOf(item), text: (typeof item === 'string' ? undefined : item.text) ?? nameOf(item) })),
  prose,
});
