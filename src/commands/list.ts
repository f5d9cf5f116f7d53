import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { offered } from '../core/defaults.ts';
import { fieldOf } from '../core/fields.ts';
import { parseStack } from '../core/parse.ts';
import type { Catalog } from '../core/plan.ts';
import { STACK_FILE } from '../core/files.ts';
import { EXIT } from '../errors.ts';
import { openCatalogs } from '../shell/catalog.ts';
import { stackText } from '../shell/repository.ts';
import { type Context, type Result, rootOf, settleFolder } from '../shell/session.ts';

interface Section {
  readonly title: string;
  readonly entries: readonly { readonly name: string; readonly text: string }[];
}

/** What the catalogs here have: one line each. */
export async function list(context: Context): Promise<Result> {
  const root = rootOf(context);
  settleFolder(root, context);
  const catalog = await openCatalogs(context.args.options.catalogs ?? catalogsIn(root), root);
  const sections = [
    ...['cloud', 'orchestrator', 'ci', 'features'].map((name) => choices(name, catalog)),
    components(catalog),
    personas(catalog),
  ].filter(({ entries }) => entries.length > 0);
  const { terminal, args } = context;
  if (!args.options.json) for (const section of sections) show(section, terminal.out);
  return {
    exit: EXIT.done,
    json: { format: 1, command: 'list', ...Object.fromEntries(sections.map(({ title, entries }) => [title, entries])) },
  };
}

function catalogsIn(root: string): readonly string[] {
  if (!existsSync(join(root, STACK_FILE))) return ['builtin'];
  const names = parseStack(stackText(root), STACK_FILE)['catalogs'];
  return Array.isArray(names) && names.length > 0 ? names.map(String) : ['builtin'];
}

const TITLES: Readonly<Record<string, string>> = { cloud: 'clouds', orchestrator: 'orchestrators', ci: 'ci', features: 'features' };

function choices(name: string, { vocabulary }: Catalog): Section {
  const field = fieldOf(name)!;
  const entries = vocabulary.answered.has(name)
    ? offered(name, vocabulary).map((value) => ({ name: value, text: field.choices?.[value] ?? value }))
    : [];
  return { title: TITLES[name]!, entries };
}

const components = ({ components: all }: Catalog): Section => ({
  title: 'components',
  entries: all.map(({ id, title }) => ({ name: id, text: title })),
});
const personas = ({ vocabulary }: Catalog): Section => ({
  title: 'personas',
  entries: vocabulary.personas.map(({ id, summary }) => ({ name: id, text: summary })),
});

function show({ title, entries }: Section, out: (text: string) => void): void {
  const width = Math.max(...entries.map(({ name }) => name.length));
  out(title);
  for (const { name, text } of entries) out(`  ${name.padEnd(width)}  ${text}`);
}
