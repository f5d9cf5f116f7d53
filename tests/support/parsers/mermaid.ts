import { JSDOM } from 'jsdom';
import { fences } from './markdown.ts';
import { type Parser, thrown } from './parser.ts';

type Mermaid = (typeof import('mermaid'))['default'];

/** Mermaid looks for a browser while it loads. */
async function load(): Promise<Mermaid> {
  const { window } = new JSDOM('<!DOCTYPE html><body></body>');
  Object.assign(globalThis, { window, document: window.document });
  return (await import('mermaid')).default;
}

let loading: Promise<Mermaid> | undefined;

export const mermaid: Parser = {
  language: 'Mermaid',
  by: 'mermaid, in jsdom',
  reads: (path) => path.endsWith('.md'),
  faults: async (text) => {
    const diagrams = fences(text).filter(({ lang }) => lang === 'mermaid');
    if (diagrams.length === 0) return [];
    const { parse } = await (loading ??= load());
    return (await Promise.all(diagrams.map(({ value }) => thrown(() => parse(value))))).flat();
  },
  wrong: {
    'an arrow to nowhere': '```mermaid\nflowchart LR\n  a -->\n```\n',
    'an unknown diagram': '```mermaid\nflowchrt LR\n  a --> b\n```\n',
    'an unclosed subgraph': '```mermaid\nflowchart LR\n  subgraph a\n```\n',
  },
};
