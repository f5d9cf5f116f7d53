import Handlebars from 'handlebars/dist/cjs/handlebars.js';
import { UserError } from '../errors.ts';
import { BLOCKS, type Compiled, HELPERS, hold, type Mention, NONCHARACTERS } from './render.ts';

/** A compiled template as JavaScript source, for the shipped cache and for use at once. */
export interface CompiledSource {
  readonly spec: string;
  readonly roots: readonly Mention[];
  readonly parts: readonly string[];
}

const KNOWN = Object.fromEntries([...Object.keys(HELPERS), ...BLOCKS].map((name) => [name, true]));
const HELPER_NAMES = new Set(Object.keys(KNOWN));

interface ParseHash {
  readonly line: number;
  readonly loc?: { first_line: number; first_column: number };
  readonly text: string;
}

// Jison's own message shows a picture of the line; the place as numbers is only in this hook.
(Handlebars as unknown as { Parser: { parseError: (message: string, hash: ParseHash) => never } }).Parser.parseError = (_message, hash) => {
  throw Object.assign(new Error(`unexpected ${hash.text ? JSON.stringify(hash.text) : 'end'}`), {
    lineNumber: hash.loc?.first_line ?? hash.line + 1,
    column: hash.loc?.first_column ?? 0,
  });
};

/** Compile text in our dialect. Throws a UserError that names `source`, line and column. */
export function compile(text: string, source: string): CompiledSource {
  if (NONCHARACTERS.test(text))
    throw new UserError(
      `${source}: it contains a Unicode noncharacter (U+FDD0 to U+FDEF).`,
      'Take it out, or drop .hbs to have the file copied.',
    );
  const disguised = disguise(text);
  try {
    const ast = Handlebars.parse(disguised);
    const names = new NameCollector();
    names.accept(ast);
    new Strictness().accept(ast);
    const spec = Handlebars.precompile(ast, {
      noEscape: true,
      strict: true,
      knownHelpersOnly: true,
      knownHelpers: KNOWN,
      preventIndent: true,
    } as PrecompileOptions) as string;
    return { spec, roots: names.roots, parts: [...names.parts].toSorted() };
  } catch (error) {
    const { lineNumber, column, message } = error as Error & { lineNumber?: number; column?: number };
    const where = lineNumber === undefined ? source : `${source}:${lineNumber}:${(column ?? 0) + 1}`;
    const unknownHelper = /unknown helper (\S+)/.exec(message)?.[1];
    throw new UserError(
      `${where}: ${unknownHelper ? `${unknownHelper} is no helper` : message.replace(/ - \d+:\d+$/, '')}.`,
      'The dialect: templates/README.md',
    );
  }
}

/** Make a compiled source ready to render. */
export const ready = ({ spec, roots, parts }: CompiledSource): Compiled => ({
  spec: new Function(`return ${spec}`)() as unknown,
  roots,
  parts,
});

/** `<% … %>` becomes Handlebars' own tag; every other brace and backslash is held. Positions stay exact. */
function disguise(text: string): string {
  let output = '';
  let at = 0;
  for (let open = text.indexOf('<%'); open >= 0; open = text.indexOf('<%', at)) {
    const close = closing(text, open + 2);
    output += hold(text.slice(at, open));
    if (close < 0) return `${output}{{${hold(text.slice(open + 2))}`;
    output += `{{${hold(text.slice(open + 2, close))}}}`;
    at = close + 2;
  }
  return output + hold(text.slice(at));
}

/** Where the tag ends: quotes may contain `%>`, and so may a comment of the form `<%!-- … --%>`. */
function closing(text: string, from: number): number {
  if (text.startsWith('!--', from)) return text.indexOf('--%>', from) < 0 ? -1 : text.indexOf('--%>', from) + 2;
  if (text[from] === '!') return text.indexOf('%>', from);
  const tag = /(?:"[^"]*"|'[^']*'|(?!%>)[^"'])*?%>/y;
  tag.lastIndex = from;
  return tag.test(text) ? tag.lastIndex - 2 : -1;
}

/**
 * Handlebars' `strict` does not look behind a block parameter, and stumbles over a missing step inside a path. So every printed path goes through
 * `required`, which names what is missing, and every longer path that a helper or block takes goes through `within`, which finds nothing.
 */
class Strictness extends Handlebars.Visitor {
  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    const path = mustache.path as hbs.AST.PathExpression;
    if (mustache.params.length > 0 || HELPER_NAMES.has(path.original)) this.arguments(mustache);
    else if (path.parts.length > (path.data ? 1 : 0)) Object.assign(mustache, { path: helper('required', path.loc), params: steps(path) });
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    this.arguments(expression);
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    this.arguments(block);
    this.accept(block.program);
    if (block.inverse) this.accept(block.inverse);
  }

  private arguments(node: { params: hbs.AST.Expression[] }): void {
    for (const [index, param] of node.params.entries()) {
      this.accept(param);
      const path = param as hbs.AST.PathExpression;
      if (param.type !== 'PathExpression' || path.parts.length < 2) continue;
      node.params[index] = {
        type: 'SubExpression',
        path: helper('within', param.loc),
        params: steps(path),
        loc: param.loc,
      } as hbs.AST.SubExpression;
    }
  }
}

const helper = (name: string, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression =>
  ({ type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc }) as hbs.AST.PathExpression;

/** A path as its first step, to be looked up by Handlebars, then the other steps, its whole name, line and column. */
function steps(path: hbs.AST.PathExpression): hbs.AST.Expression[] {
  const [first, ...rest] = path.parts as string[];
  const literal = (type: string, value: string | number): hbs.AST.Expression =>
    ({ type, value, original: value, loc: path.loc }) as hbs.AST.Expression;
  const { line, column } = path.loc.start;
  return [
    { ...path, parts: [first!] } as hbs.AST.PathExpression,
    literal('StringLiteral', rest.join('\0')),
    literal('StringLiteral', path.original),
    literal('NumberLiteral', line),
    literal('NumberLiteral', column),
  ];
}

/** Collects the names that are looked up at the root, leaving out block parameters, helpers and what `#each` and `#with` bring in. */
class NameCollector extends Handlebars.Visitor {
  readonly roots: Mention[] = [];
  readonly parts = new Set<string>();
  private readonly params: string[][] = [];
  private depth = 0;

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    const head = (block.path as hbs.AST.PathExpression).original;
    for (const param of block.params) this.accept(param);
    const turns = head === 'each' || head === 'with';
    const named = block.program.blockParams ?? [];
    this.params.push(named);
    if (turns) this.depth++;
    this.accept(block.program);
    if (turns) this.depth--;
    this.params.pop();
    if (block.inverse) this.accept(block.inverse);
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    this.call(mustache);
  }

  override SubExpression(expression: hbs.AST.SubExpression): void {
    this.call(expression);
  }

  override PathExpression(path: hbs.AST.PathExpression): void {
    const [first, ...rest] = path.parts as string[];
    if (path.data && first === 'root' && rest[0]) this.root(rest[0], path);
    if (path.data || first === undefined) return;
    for (const part of rest) this.parts.add(part);
    if (path.depth === 0 && this.params.some((names) => names.includes(first))) return;
    if (path.depth !== this.depth) {
      this.parts.add(first);
      return;
    }
    if (first === 'stack' && rest[0]) this.root(rest[0], path);
    this.root(first, path);
  }

  private root(name: string, { loc }: hbs.AST.PathExpression): void {
    this.roots.push({ name, line: loc.start.line, column: loc.start.column + 1 });
  }

  private call(node: hbs.AST.MustacheStatement | hbs.AST.SubExpression): void {
    const path = node.path as hbs.AST.PathExpression;
    if (!(node.params.length > 0 || HELPER_NAMES.has(path.original))) this.accept(path);
    for (const param of node.params) this.accept(param);
  }
}
