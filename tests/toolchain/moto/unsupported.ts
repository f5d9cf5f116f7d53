import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Work } from '../harness/tool.ts';

/** What moto cannot do, found by trying: a type of resource or data, those of one name, one argument of it, or an argument that it gives back otherwise. */
interface Gap {
  readonly type: string;
  readonly name?: string;
  readonly argument?: string;
  readonly drifts?: true;
  readonly why: string;
}

const GAPS = JSON.parse(readFileSync(join(import.meta.dirname, 'unsupported.json'), 'utf8')) as readonly Gap[];

/** One line per gap: none of this is proven by a green cell. */
export const unproven = [
  'environments with `existing`: an empty account has no network to find',
  ...GAPS.map(
    ({ type, name, argument, drifts, why }) =>
      `${[type, name, argument].filter(Boolean).join('.')}${drifts ? ' after it is made' : ''}: ${why}`,
  ),
];

/** Take the gaps out of a private copy, and leave the rest to be applied. */
export function takeOut({ root, files }: Work): void {
  for (const path of files.filter((one) => one.endsWith('.tf'))) {
    const text = readFileSync(join(root, path), 'utf8');
    const less = GAPS.reduce(without, text);
    if (less !== text) writeFileSync(join(root, path), less);
  }
}

/** The text is as `terraform fmt` leaves it: a block ends at the first brace below its first letter. */
export function without(text: string, { type, name = '\\w+', argument, drifts }: Gap): string {
  const blocks = new RegExp(`^(?:resource|data) "${type}" "${name}" \\{\\n[\\s\\S]*?^\\}`, 'gm');
  if (argument) return text.replaceAll(blocks, (block) => (drifts ? ignoring(block, argument) : dropped(block, argument)));
  // Who refers to the one that is gone gets null, or an ARN of nothing, since a policy takes no null.
  const attributes = new RegExp(`((?:\\bdata\\.)?\\b${type}\\.${name})((?:\\.\\w+|\\[\\d+\\])+)`, 'g');
  const instead = (_: string, one: string, path: string): string =>
    path === '.arn' ? `coalesce(one(${one}[*].arn), "arn:aws:none:::none")` : `one(${one}[*]${path})`;
  return text.replaceAll(blocks, empty).replaceAll(attributes, instead);
}

/** No instance: what refers to one by its key still stands. */
function empty(block: string): string {
  const many = /^ {2}for_each\b/m.test(block) ? 'for_each = {}' : 'count = 0';
  return ['for_each', 'count'].reduce((rest, name) => dropped(rest, name, '  '), block).replace('{\n', `{\n  ${many}\n`);
}

/** Given once, then never compared. */
function ignoring(block: string, argument: string): string {
  const list = /^ +ignore_changes += \[/m;
  if (list.test(block)) return block.replace(list, `$&${argument}, `);
  const ignored = `    ignore_changes = [${argument}]\n`;
  const lifecycle = '\n  lifecycle {\n';
  return block.includes(lifecycle) ? block.replace(lifecycle, `$&${ignored}`) : block.replace(/\}$/, `${lifecycle}${ignored}  }\n}`);
}

/** Without an argument or a block of that name, on one line or on several; at any depth, if none is given. */
function dropped(block: string, name: string, depth = ' *'): string {
  const head = `(?:${name} +=|${name}(?= \\{)|dynamic "${name}") .*`;
  const line = `^${depth}${head}[^{[(\\n]\\n`;
  const lines = `^(${depth})${head}[{[(]\\n(?:(?:\\1 .*)?\\n)*\\1[}\\])].*\\n`;
  return block.replaceAll(new RegExp(`${line}|${lines}`, 'gm'), '');
}
