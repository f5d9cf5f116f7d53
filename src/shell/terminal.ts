import { counted } from '../core/words.ts';

/** Where a run speaks: data on stdout, narration on stderr. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly note: (text: string) => void;
  /** A person sits at both ends. */
  readonly interactive: boolean;
  readonly paint: (style: Style, text: string) => string;
}

type Style = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';

const CODES: Readonly<Record<Style, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  green: [32, 39],
  yellow: [33, 39],
  red: [31, 39],
  cyan: [36, 39],
};

/** Where text goes, and whether a person sits at both ends. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly isTerminal: boolean;
}

export const processStreams = (): Streams => ({
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  // In this order: to look at stdin makes a stream of it, which takes milliseconds that a pipeline need not spend.
  isTerminal: process.stdout.isTTY === true && process.stdin.isTTY === true,
});

export function terminal(streams: Streams, { color, quiet }: { color: boolean; quiet: boolean }): Terminal {
  const colored = color && !process.env['NO_COLOR'] && streams.isTerminal;
  return {
    out: (text) => streams.out(`${text}\n`),
    note: (text) => void (quiet || streams.err(`${text}\n`)),
    interactive: streams.isTerminal && !process.env['CI'],
    paint: (style, text) => (colored ? `\u001B[${CODES[style][0]}m${text}\u001B[${CODES[style][1]}m` : text),
  };
}

/** "214 files", one line per top folder, and what stands at the top. */
export function tree(paths: readonly string[], target: string): string {
  const folders = new Map<string, number>();
  for (const path of paths) {
    const [top = '', ...below] = path.split('/');
    const key = below.length > 0 ? `${top}/` : '';
    folders.set(key, (folders.get(key) ?? 0) + 1);
  }
  const top = folders.get('') ?? 0;
  folders.delete('');
  const width = Math.max(0, ...[...folders.keys()].map((name) => name.length));
  const lines = [...folders].map(([name, count]) => `    ${name.padEnd(width)}  ${String(count).padStart(4)}`);
  return [
    `  ${counted(paths.length, 'file')} in ${target}/`,
    ...lines,
    ...(top > 0 ? [`    ${''.padEnd(width)}  ${String(top).padStart(4)}  at the top`] : []),
  ].join('\n');
}
