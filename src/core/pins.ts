import { diffIndices } from 'node-diff3';
import type { PinnedLine } from './render.ts';

/** The three texts of a merge, line by line. */
export interface Sides {
  readonly base: readonly string[];
  readonly mine: readonly string[];
  readonly next: readonly string[];
}

/**
 * Versions merge to the newer. Where a pinned line of `next` has its counterpart in `base` and `mine`, equal but for the versions,
 * all three get the line with the higher version (the team's, where they cannot be compared), so that no merge sees a difference.
 */
export function settlePins({ base, mine, next }: Sides, pins: readonly PinnedLine[]): Sides {
  if (pins.length === 0) return { base, mine, next };
  const shapes = pins.map(({ parts }) => shapeOf(parts));
  const blank = (lines: readonly string[]): string[] => lines.map((line) => shapes.find(({ pattern }) => pattern.test(line))?.key ?? line);
  const [inBase, inMine] = [partners(blank(next), blank(base)), partners(blank(next), blank(mine))];
  const settled = { base: [...base], mine: [...mine], next: [...next] };
  for (const [index, { line }] of pins.entries()) {
    const [atBase, atMine] = [inBase.get(line), inMine.get(line)];
    if (atBase === undefined || atMine === undefined) continue;
    const { pattern } = shapes[index]!;
    const winner = newer(valuesOf(pattern, mine[atMine]!), valuesOf(pattern, next[line]!)) ? mine[atMine]! : next[line]!;
    settled.base[atBase] = settled.mine[atMine] = settled.next[line] = winner;
  }
  return settled;
}

interface Shape {
  readonly pattern: RegExp;
  readonly key: string;
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function shapeOf(parts: readonly string[]): Shape {
  const body = parts.map((part, index) => (index % 2 === 1 ? '(\\S+?)' : escape(part.replace(/\r$/, '')))).join('');
  return { pattern: new RegExp(`^${body}$`), key: `\0${parts.filter((_, index) => index % 2 === 0).join('\0')}` };
}

const valuesOf = (pattern: RegExp, line: string): string[] => pattern.exec(line)?.slice(1) ?? [];

/** Line of `a` → its counterpart in `b`, by longest common subsequence. */
function partners(a: readonly string[], b: readonly string[]): Map<number, number> {
  const pairs = new Map<number, number>();
  let [atA, atB] = [0, 0];
  const walk = (untilA: number): void => {
    while (atA < untilA) pairs.set(atA++, atB++);
  };
  for (const { buffer1, buffer2 } of diffIndices([...a], [...b])) {
    walk(buffer1[0]);
    [atA, atB] = [buffer1[0] + buffer1[1], buffer2[0] + buffer2[1]];
  }
  walk(a.length);
  return pairs;
}

/** Do the team's values stand? Yes when one of them is higher, and when nothing can be compared. */
function newer(mine: readonly string[], next: readonly string[]): boolean {
  for (const [index, value] of mine.entries()) {
    const order = compare(value, next[index] ?? '');
    if (order !== undefined && order !== 0) return order > 0;
  }
  return true;
}

/** Order of two dotted versions; undefined when one of the texts is no version. */
function compare(a: string, b: string): number | undefined {
  const [left, right] = [numbers(a), numbers(b)];
  if (!left || !right) return undefined;
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

const numbers = (text: string): number[] | undefined =>
  /^v?\d+(\.\d+)*([-+@].*)?$/.exec(text) ? text.replace(/^v/, '').split(/[-+@]/)[0]!.split('.').map(Number) : undefined;
