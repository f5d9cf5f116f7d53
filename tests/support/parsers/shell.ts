import { started } from './hcl.ts';
import { type Parser, thrown } from './parser.ts';

// Go compiled to WebAssembly too, by another compiler, and it looks for its runtime at every call: so it has to come second.
await started;
const { parse, print } = await import('sh-syntax');

/** The settings of the generated .editorconfig, which shfmt reads. */
const FORMAT = {
  tabWidth: 2,
  useTabs: false,
  switchCaseIndent: true,
  // sh-syntax has other defaults than shfmt.
  binaryNextLine: false,
  spaceRedirects: false,
  keepPadding: false,
} as const;

export const shell: Parser = {
  language: 'shell',
  by: 'sh-syntax (mvdan/sh, the parser and printer of shfmt and go-task)',
  reads: (path) => path.endsWith('.sh'),
  faults: async (text, path) => {
    const faults = await shellFaults(text);
    if (faults.length > 0) return faults;
    const first = text.split('\n', 1)[0]!;
    const formatted = await print(text, { ...FORMAT, filepath: path });
    return [
      ...(/^#!(\/bin\/sh|\/usr\/bin\/env (ba)?sh|\/bin\/bash)$/.test(first) ? [] : [`its first line names no shell: ${first}`]),
      ...(formatted === text ? [] : [`shfmt would change ${firstDifference(text, formatted)}`]),
    ];
  },
  wrong: {
    'an unclosed if': '#!/bin/sh\nif true; then\n  a\n',
    'an unclosed quote': '#!/bin/sh\necho "a\n',
    'a stray done': '#!/bin/sh\ndone\n',
    'a format of its own': '#!/bin/sh\nif true; then\n    a\nfi\n',
    'no shell': 'echo a\n',
  },
};

const read = new Map<string, Promise<string[]>>();

/** Does the shell read it? Each text is asked about once. */
export function shellFaults(text: string): Promise<string[]> {
  const known = read.get(text) ?? thrown(() => parse(text));
  read.set(text, known);
  return known;
}

function firstDifference(a: string, b: string): string {
  const [left, right] = [a.split('\n'), b.split('\n')];
  const line = left.findIndex((text, index) => text !== right[index]);
  return `line ${line + 1}: ${left[line] ?? ''} -> ${right[line] ?? ''}`;
}
