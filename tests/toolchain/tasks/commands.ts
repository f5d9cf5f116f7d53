import type { Work } from '../harness/tool.ts';

/** What a piece of shell calls: each call as its words; a word that is not plain text is undefined. */
export interface Shell {
  readonly calls: readonly (readonly (string | undefined)[])[];
  readonly functions: ReadonlySet<string>;
}

interface Node {
  readonly Type?: string;
  readonly Args?: readonly Word[];
  readonly Name?: { readonly Value: string };
  readonly [key: string]: unknown;
}

interface Word {
  readonly Parts: readonly Part[];
}

interface Part {
  readonly Type: string;
  readonly Value?: string;
  readonly Parts?: readonly Part[];
}

/** Stands where Task or GitHub puts a value. */
export const VALUE = 'some-value';

const read = new Map<string, Promise<Shell>>();

/** Read shell with the parser of shfmt. Most of it is the same in several stacks: each text is read once. */
export function readShell(work: Pick<Work, 'exec' | 'bin'>, text: string): Promise<Shell> {
  const known = read.get(text) ?? parsed(work, text);
  read.set(text, known);
  return known;
}

async function parsed({ exec, bin }: Pick<Work, 'exec' | 'bin'>, text: string): Promise<Shell> {
  const plain = text.replace(/\$?\{\{.*?\}\}/gs, VALUE);
  const { code, out, err } = await exec(bin('shfmt'), ['--to-json', '--language-dialect=bash'], { input: plain });
  if (code !== 0) throw new Error(`shfmt: ${err} in ${text.slice(0, 60)}`);
  const nodes = below(JSON.parse(out));
  return {
    calls: nodes.filter(({ Type, Args }) => Type === 'CallExpr' && Args).map(({ Args }) => Args!.map(plainText)),
    functions: new Set(nodes.filter(({ Type }) => Type === 'FuncDecl').map(({ Name }) => Name!.Value)),
  };
}

function below(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(below);
  return Array.isArray(value) ? inside : [value as Node, ...inside];
}

function plainText({ Parts }: Word): string | undefined {
  const texts = Parts.map(({ Type, Value, Parts: inner }) =>
    Type === 'DblQuoted' ? plainText({ Parts: inner ?? [] }) : Type === 'Lit' || Type === 'SglQuoted' ? Value : undefined,
  );
  return texts.includes(undefined) ? undefined : texts.join('');
}

/** Programs that call the program behind them. */
const WRAPPERS = ['xargs', 'exec', 'command', 'env', 'sudo', 'time', 'nice', 'timeout'];

/** The programs, scripts and functions of a call: `xargs -0 yamllint` is a call of both. */
export function programs(call: readonly (string | undefined)[]): string[] {
  const [head, ...rest] = call;
  if (head === undefined || head === VALUE) return [];
  if (!WRAPPERS.includes(head)) return [head];
  const next = rest.findIndex((word) => word !== undefined && !/^(-|\d|\w+=)/.test(word));
  return [head, ...(next < 0 ? [] : programs(rest.slice(next)))];
}
