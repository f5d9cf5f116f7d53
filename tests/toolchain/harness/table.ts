import type { Finding, Tool } from './tool.ts';

/** One cell: a number of findings, or why there is none. */
export type Cell =
  | { readonly kind: 'judged'; readonly findings: readonly Finding[]; readonly seconds: number; readonly cached: boolean }
  | { readonly kind: 'not run'; readonly why: string };

export interface Row {
  readonly tool: Tool;
  readonly trueVersion: string;
  /** By stack. */
  readonly cells: ReadonlyMap<string, Cell>;
}

const text = (cell: Cell | undefined): string => (!cell ? '' : cell.kind === 'not run' ? '–' : String(cell.findings.length));

/** tool × stack → findings; `~` marks a judge whose true version is not the pinned one, `–` one that was not run. */
export function table(rows: readonly Row[], stacks: readonly string[]): string {
  const head = ['tool', 'judge', ...stacks, 's'];
  const lines = rows.map(({ tool, trueVersion, cells }) => [
    tool.name,
    trueVersion === tool.version ? trueVersion : `~${trueVersion}`,
    ...stacks.map((stack) => text(cells.get(stack))),
    seconds([...cells.values()]),
  ]);
  const widths = head.map((_, index) => Math.max(...[head, ...lines].map((line) => line[index]!.length)));
  const format = (line: readonly string[]): string =>
    line
      .map((word, index) => (index < 2 ? word.padEnd(widths[index]!) : word.padStart(widths[index]!)))
      .join('  ')
      .trimEnd();
  return [format(head), ...lines.map(format)].join('\n');
}

const seconds = (cells: readonly Cell[]): string => {
  const judged = cells.flatMap((cell) => (cell.kind === 'judged' ? [cell] : []));
  if (judged.length === 0) return '';
  return judged.every(({ cached }) => cached) ? 'known' : spent(cells).toFixed(1);
};

const spent = (cells: readonly Cell[]): number =>
  cells.reduce((sum, cell) => sum + (cell.kind === 'judged' && !cell.cached ? cell.seconds : 0), 0);

/** Each finding on a line, and each tool that was not run with the reason. */
export function details(rows: readonly Row[]): string[] {
  return rows.flatMap(({ tool, cells }) =>
    [...cells].flatMap(([stack, cell]) =>
      cell.kind === 'not run'
        ? []
        : cell.findings.map(({ file, line, message }) => `${tool.name}  ${stack}  ${file}${line ? `:${line}` : ''}  ${message}`),
    ),
  );
}

/** Where the time went: the tools that took longest, or nothing where every verdict was known. */
export function times(rows: readonly Row[]): string {
  const taken = rows
    .map(({ tool, cells }) => ({ name: tool.name, seconds: spent([...cells.values()]) }))
    .filter(({ seconds: one }) => one >= 1)
    .toSorted((a, b) => b.seconds - a.seconds);
  const known = rows.every(({ cells }) => [...cells.values()].every((cell) => cell.kind === 'not run' || cell.cached));
  if (known) return 'every verdict was known';
  const words = taken.slice(0, 6).map(({ name, seconds: one }) => `${name} ${one.toFixed(0)} s`);
  return `time: ${words.join(', ') || 'no tool took a second'}`;
}

export const notRun = (rows: readonly Row[]): string[] => {
  const reasons = rows.flatMap(({ tool, cells }) =>
    [...cells.values()].flatMap((cell) => (cell.kind === 'not run' ? [`${tool.name} not run here: ${cell.why}`] : [])),
  );
  return [...new Set(reasons)];
};

/** What the tools that were run leave unproven. */
export const unproven = (rows: readonly Row[]): string[] =>
  rows
    .filter(({ cells }) => [...cells.values()].some(({ kind }) => kind === 'judged'))
    .flatMap(({ tool }) => (tool.unproven ?? []).map((what) => `${tool.name} does not prove ${what}`));
