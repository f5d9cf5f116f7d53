import Handlebars from 'handlebars/dist/cjs/handlebars.js';
import type { Adr } from '../../src/core/decisions.ts';
import { HELPERS } from '../../src/core/render.ts';
import { isRecord } from '../../src/core/values.ts';
import { compile } from '../../src/core/compile.ts';

/** What a name can hold: a text, a list of something, or fields; `any` where a sample says nothing. */
export type Shape = 'text' | 'any' | { readonly list: Shape } | { readonly fields: Readonly<Record<string, Shape>> };

/** The shape of a sample. Every field of a resolved stack is present, null when it is not answered. */
export function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return { list: value.map(shapeOf).reduce(united, 'any') };
  if (isRecord(value)) return { fields: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)])) };
  return value === null || value === undefined ? 'any' : 'text';
}

export function united(a: Shape, b: Shape): Shape {
  if (typeof a === 'string') return a === 'text' && b === 'any' ? a : b;
  if (typeof b === 'string') return a;
  if ('list' in a) return 'list' in b ? { list: united(a.list, b.list) } : a;
  if ('list' in b) return b;
  const keys = new Set([...Object.keys(a.fields), ...Object.keys(b.fields)]);
  return { fields: Object.fromEntries([...keys].map((key) => [key, united(a.fields[key] ?? 'any', b.fields[key] ?? 'any')])) };
}

const sentence: Shape = { fields: { good: 'any', bad: 'any' } };

/** A record of a decision; the compiler keeps it complete. */
export const ADR: Shape = {
  fields: {
    name: 'text',
    number: 'text',
    id: 'text',
    title: 'text',
    status: 'text',
    date: 'any',
    question: 'any',
    because: 'any',
    consequences: { list: sentence },
    confirmation: 'any',
    alternatives: { list: { fields: { option: 'text', because: 'any' } } },
    supersededBy: 'any',
    supersedes: { list: 'text' },
    component: 'any',
  } satisfies Record<keyof Adr, Shape>,
};

/** Every look-up in a template, as its path from the root: `environment.size`, `provided.tools[].name`. Wrong ones are faults. */
export interface Lookups {
  readonly paths: readonly string[];
  readonly faults: readonly string[];
}

/** Walk the very tree that `compile` compiles, branches that no sample takes included. */
export function lookups(text: string, source: string, root: Shape): Lookups {
  const walker = new Walker(source, root);
  walker.accept(treeOf(text, source));
  return { paths: [...walker.paths], faults: walker.faults };
}

/** The dialect is turned into Handlebars' own inside `compile`, so its tree is taken where it passes. */
function treeOf(text: string, source: string): hbs.AST.Program {
  const library = Handlebars as { parse: (input: string) => hbs.AST.Program };
  const parse = library.parse;
  let tree: hbs.AST.Program | undefined;
  library.parse = (input) => {
    tree ??= parse(input); // a tree of our own: `compile` rewrites the one that it gets
    return parse(input);
  };
  try {
    compile(text, source);
  } finally {
    library.parse = parse;
  }
  return tree!;
}

interface Found {
  readonly shape: Shape;
  readonly path: string;
}

const CALLS = new Set([...Object.keys(HELPERS), 'if', 'unless', 'each', 'with', 'lookup']);

class Walker extends Handlebars.Visitor {
  readonly paths = new Set<string>();
  readonly faults: string[] = [];
  private contexts: Found[];
  private readonly names: Record<string, Found>[] = [];
  private readonly source: string;

  constructor(source: string, root: Shape) {
    super();
    this.source = source;
    this.contexts = [{ shape: root, path: '' }];
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    for (const param of block.params) this.accept(param);
    const head = (block.path as hbs.AST.PathExpression).original;
    const turns = head === 'each' || head === 'with';
    const target = block.params[0];
    const found = target?.type === 'PathExpression' ? this.find(target as hbs.AST.PathExpression) : undefined;
    const item = (head === 'each' ? element(found) : found) ?? { shape: 'any', path: '?' };
    const params = block.program.blockParams ?? [];
    this.names.push(Object.fromEntries(params.map((name, index) => [name, index === 0 ? item : { shape: 'any', path: '?' }])));
    if (turns) this.contexts.push(item);
    this.accept(block.program);
    if (turns) this.contexts.pop();
    this.names.pop();
    if (block.inverse) this.accept(block.inverse);
  }

  override MustacheStatement(node: hbs.AST.MustacheStatement): void {
    this.call(node);
  }

  override SubExpression(node: hbs.AST.SubExpression): void {
    this.call(node);
  }

  override PathExpression(path: hbs.AST.PathExpression): void {
    const found = this.find(path);
    if (found) this.paths.add(found.path);
    else this.faults.push(`${this.source}:${path.loc.start.line}: ${path.original} is not in scope`);
  }

  private call(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression): void {
    const path = node.path as hbs.AST.PathExpression;
    if (node.params.length === 0 && !CALLS.has(path.original)) this.accept(path);
    for (const param of node.params) this.accept(param);
  }

  private find(path: hbs.AST.PathExpression): Found | undefined {
    const [first, ...rest] = path.parts as string[];
    if (path.data) return first === 'root' ? follow(this.contexts[0]!, rest) : { shape: 'text', path: '@' };
    const named = first === undefined || path.depth > 0 ? undefined : this.names.findLast((names) => Object.hasOwn(names, first))?.[first];
    if (named) return follow(named, rest);
    const context = this.contexts.at(-1 - path.depth);
    return context && follow(context, path.parts as string[]);
  }
}

function element(found: Found | undefined): Found | undefined {
  if (!found || typeof found.shape === 'string') return found && { shape: 'any', path: '?' };
  const shape = 'list' in found.shape ? found.shape.list : Object.values(found.shape.fields).reduce(united, 'any');
  return { shape, path: `${found.path}[]` };
}

function follow(from: Found, parts: readonly string[]): Found | undefined {
  return parts.reduce<Found | undefined>((at, part) => {
    if (!at || at.shape === 'text') return undefined;
    if (at.shape === 'any') return { shape: 'any', path: `${at.path}.${part}` };
    if ('list' in at.shape) return part === 'length' ? { shape: 'text', path: `${at.path}.length` } : undefined;
    const shape = Object.hasOwn(at.shape.fields, part) ? at.shape.fields[part] : undefined;
    return shape && { shape, path: at.path ? `${at.path}.${part}` : part };
  }, from);
}
