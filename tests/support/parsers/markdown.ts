import type { Code, Nodes, Root, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import type { Parser } from './parser.ts';
import { shellFaults } from './shell.ts';

/** Front matter is YAML for whoever lists the page, not Markdown. */
const withoutFrontMatter = (text: string): string => text.replace(/^---\n[\s\S]*?\n---\n/, (head) => head.replace(/[^\n]/g, ''));

const read = new Map<string, Root>();

/** Several checks look at the same pages, and most of them are the same in several stacks: each is read once. */
export function tree(text: string): Root {
  const known = read.get(text) ?? fromMarkdown(withoutFrontMatter(text), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  read.set(text, known);
  return known;
}

/** Every node, parents first. */
export const nodes = (node: Nodes): Nodes[] => [node, ...('children' in node ? node.children.flatMap(nodes) : [])];

export const fences = (text: string): Code[] => nodes(tree(text)).filter((node) => node.type === 'code');

/** Any text is Markdown. These are the ways in which it says something else than its author meant. */
export const markdown: Parser = {
  language: 'Markdown',
  by: 'micromark with GitHub extensions',
  reads: (path) => path.endsWith('.md'),
  faults: async (text, path) => {
    const all = nodes(tree(text));
    const shells = all.filter((node) => node.type === 'code').filter(({ lang }) => lang === 'sh');
    return [
      ...all.flatMap((node) => (node.type === 'table' ? crooked(node) : [])),
      ...all.flatMap((node) => (node.type === 'code' && node.lang === null ? [`a code block without a language: ${at(node)}`] : [])),
      ...all.flatMap((node) =>
        node.type === 'html' && !node.value.startsWith('<!--') ? [`HTML, or an unquoted <word>: ${node.value}`] : [],
      ),
      ...all.flatMap((node) => (node.type === 'text' ? leftOver(node.value) : [])),
      ...(path.startsWith('.github/') ? [] : headings(all)), // GitHub puts a title above those

      ...(await Promise.all(shells.map(({ value }) => shellFaults(value.replace(PLACEHOLDER, 'x'))))).flat(),
    ];
  },
  wrong: {
    'a | in a cell': '# a\n\n| a | b |\n| --- | --- |\n| 1 | 2 | 3 |\n',
    'a cell that is missing': '# a\n\n| a | b |\n| --- | --- |\n| 1 |\n',
    'a table that is none': '# a\n\n| a | b |\n| --- |\n| 1 | 2 |\n',
    'an unquoted placeholder': '# a\n\ntask plan ENV=<environment>\n',
    'a block without a language': '# a\n\n```\nb\n```\n',
    'shell that is none': '# a\n\n```sh\nif true; then\n```\n',
    'no title': 'text\n',
    'two titles': '# a\n\n# b\n',
    'a heading that skips a level': '# a\n\n### b\n',
    'a link without its end': '# a\n\n[text](page.md\n',
  },
};

/** What a reader puts a word of theirs for; a shell would take it for two redirections. */
const PLACEHOLDER = /<[a-z][a-z_ -]*>/g;

const at = (node: Nodes): string => `line ${node.position?.start.line ?? 0}`;

/** GitHub drops a cell too many without a word. */
function crooked({ children: rows }: Table): string[] {
  const width = rows[0]?.children.length ?? 0;
  return rows
    .filter((row) => row.children.length !== width)
    .map((row) => `a row of ${row.children.length} cells in a table of ${width}: ${at(row)}`);
}

/** Syntax that stayed text. */
const leftOver = (text: string): string[] =>
  [/^\|.*\|$/m, /\]\([^)]*$/, /\]\[[^\]]*\]/, /```/]
    .filter((sign) => sign.test(text))
    .map((sign) => `${String(sign)} stayed text: ${text.slice(0, 60)}`);

function headings(all: readonly Nodes[]): string[] {
  const depths = all.flatMap((node) => (node.type === 'heading' ? [node.depth] : []));
  // A page of one import line (CLAUDE.md) is for a tool, not for a reader.
  if (depths.length === 0 && all.length <= 3 && all.some((node) => node.type === 'text' && node.value.startsWith('@'))) return [];
  return [
    ...(depths.filter((depth) => depth === 1).length === 1 && depths[0] === 1 ? [] : ['it has not one title at its head']),
    ...depths.flatMap((depth, index) =>
      index > 0 && depth > depths[index - 1]! + 1 ? [`a heading skips from ${depths[index - 1]} to ${depth}`] : [],
    ),
  ];
}
