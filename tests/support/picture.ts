import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from './reference.ts';
import { folder } from './run.ts';
import { atTerminal } from './terminal.ts';

// `npx tsx tests/support/picture.ts` runs the generator at a real terminal and draws what stands there as docs/terminal.svg.

const SIZE = 14;
const WIDTH = 8.4;
const HEIGHT = 20;
const MARGIN = 20;
const COLUMNS = 90;
const FOLDER = 'acme-platform';

/** SGR codes that the generator and its questions use → classes below. */
const CLASSES: Readonly<Record<string, string>> = {
  '1': 'bold',
  '2': 'dim',
  '31': 'red',
  '32': 'green',
  '33': 'yellow',
  '34': 'blue',
  '36': 'cyan',
  '90': 'dim',
};

/** Colours of both schemes against their own ground, so that the picture does not depend on the page. */
const STYLE = `
  text { font: ${SIZE}px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2328 }
  .ground { fill: #f6f8fa; stroke: #d1d9e0 } .bold { font-weight: 600 } .dim { fill: #59636e }
  .red { fill: #c4232b } .green { fill: #116329 } .yellow { fill: #7d4e00 } .blue { fill: #0550ae } .cyan { fill: #1b6b78 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .ground { fill: #0d1117; stroke: #3d444d } .dim { fill: #9198a1 }
    .red { fill: #ff7b72 } .green { fill: #56d364 } .yellow { fill: #e3b341 } .blue { fill: #79c0ff } .cyan { fill: #76e3ea }
  }`;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One line of the terminal: runs of text, each where its column is, whatever the font's width. */
function drawn(line: string, row: number): string {
  const classes = new Set<string>();
  let column = 0;
  const runs = line.split(/(\u001B\[[\d;]*m)/).flatMap((part) => {
    const [, codes] = /^\u001B\[([\d;]*)m$/.exec(part) ?? [];
    if (codes !== undefined) return (paint(classes, codes), []);
    const at = column;
    column += part.length;
    const style = classes.size > 0 ? ` class="${[...classes].join(' ')}"` : '';
    // Words apart by two spaces or more stand in a column of their own: a renderer may fold spaces.
    return Array.from(part.matchAll(/\S+(?: \S+)*/g), ({ 0: text, index }) => {
      const x = MARGIN + (at + index) * WIDTH;
      return `<tspan x="${x.toFixed(1)}" textLength="${(text.length * WIDTH).toFixed(1)}" lengthAdjust="spacingAndGlyphs"${style}>${escaped(text)}</tspan>`;
    });
  });
  return runs.length === 0 ? '' : `  <text y="${MARGIN + SIZE + row * HEIGHT}">${runs.join('')}</text>\n`;
}

function paint(classes: Set<string>, codes: string): void {
  for (const code of codes.split(';')) {
    const name = CLASSES[code];
    if (name) classes.add(name);
    else if (code === '39') for (const color of ['red', 'green', 'yellow', 'blue', 'cyan', 'dim']) classes.delete(color);
    else if (code === '22') for (const weight of ['bold', 'dim']) classes.delete(weight);
    else if (code === '0' || code === '') classes.clear();
  }
}

/** A line that is too long goes on below its second word, where a terminal would cut through a word. */
function folded(line: string): string[] {
  const text = line.trimEnd();
  const at = text.length > COLUMNS ? text.lastIndexOf(' ', COLUMNS) : -1;
  return at < 0 ? [text] : [text.slice(0, at), ...folded(`${' '.repeat(9)}${text.slice(at + 1)}`)];
}

function picture(lines: readonly string[]): string {
  const longest = Math.max(...lines.map((line) => line.replaceAll(/\u001B\[[\d;]*m/g, '').length));
  const [width, height] = [Math.ceil(longest * WIDTH + 2 * MARGIN), lines.length * HEIGHT + 2 * MARGIN];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A run of create-devops-stack at the terminal">\n`,
    `  <style>${STYLE}\n  </style>\n`,
    `  <rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>\n`,
    ...lines.map(drawn),
    '</svg>\n',
  ].join('');
}

let screen = '';
await atTerminal(
  `${process.execPath} ${join(REPOSITORY, 'dist/cli.cjs')} ${FOLDER}`,
  folder('picture'),
  async ({ press, shows, painted, ended }) => {
    await shows(/Name .*acme-platform/);
    press('Enter');
    for (const answered of [/❯ platform-engineer/, /❯ aws/, /❯ eks/, /❯ github-actions/, /❯ defaults/]) {
      await shows(answered);
      press('Enter');
    }
    await shows('Write them?');
    press('Enter');
    await shows(/Again .*\n[^]*\n\$\s*$/);
    screen = painted();
    await ended();
  },
);
const lines = screen.trimEnd().split('\n').slice(0, -1).flatMap(folded);
writeFileSync(join(REPOSITORY, 'docs/terminal.svg'), picture([`\u001B[2m$\u001B[0m npx create-devops-stack ${FOLDER}`, ...lines]));
