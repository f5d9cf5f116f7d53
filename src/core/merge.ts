import { diff3Merge, diffIndices } from 'node-diff3';
import { isAlias, isMap, isScalar, parseAllDocuments, visit } from 'yaml';
import { settlePins } from './pins.ts';
import type { PinnedLine } from './render.ts';

export interface Merged {
  readonly bytes: Uint8Array;
  readonly conflict: boolean;
}

const encoder = new TextEncoder();
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of some bytes; undefined when they are binary. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

const unixEnds = (text: string): string => text.replaceAll('\r\n', '\n');

/** Equal but for line ends; binary files are equal byte for byte. */
export function sameText(a: Uint8Array, b: Uint8Array): boolean {
  if (sameBytes(a, b)) return true;
  const [left, right] = [textOf(a), textOf(b)];
  return left !== undefined && right !== undefined && unixEnds(left) === unixEnds(right);
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && Buffer.compare(a, b) === 0;

/** `text` with the line ends that most lines of `model` have. */
function endsLike(text: string, model: string): string {
  const windows = model.split('\r\n').length - 1;
  const all = model.split('\n').length - 1;
  return windows * 2 > all ? unixEnds(text).replaceAll('\n', '\r\n') : text;
}

/** New text for a file that the team has not edited but may have saved with other line ends. */
export function withEndsOf(next: Uint8Array, disk: Uint8Array): Uint8Array {
  const [text, model] = [textOf(next), textOf(disk)];
  return text === undefined || model === undefined || !model.includes('\r\n') ? next : encoder.encode(endsLike(text, model));
}

/** Three-way merge by lines. Undefined when a side is binary. */
export function merge(
  path: string,
  sides: { base: Uint8Array | undefined; mine: Uint8Array; next: Uint8Array },
  pins: readonly PinnedLine[],
): Merged | undefined {
  const [base, mine, next] = [sides.base ? textOf(sides.base) : '', textOf(sides.mine), textOf(sides.next)];
  if (base === undefined || mine === undefined || next === undefined) return undefined;
  const finish = (lines: readonly string[], conflict: boolean): Merged => ({
    bytes: encoder.encode(endsLike(lines.join('\n'), mine)),
    conflict,
  });
  const [ours, theirs] = [lines(mine), lines(next)];
  if (!sides.base) return finish(marked(ours, theirs), true);
  const settled = settlePins({ base: lines(base), mine: ours, next: theirs }, pins);
  const blocks = diff3Merge([...settled.mine], [...settled.base], [...settled.next], { excludeFalseConflicts: true });
  if (blocks.some((block) => block.conflict))
    return finish(
      blocks.flatMap((block) => block.ok ?? conflictBlock(block.conflict!.a, block.conflict!.b)),
      true,
    );
  const result = blocks.flatMap((block) => block.ok ?? []);
  const broken = [base, mine, next].every((text) => parses(path, unixEnds(text))) && !parses(path, result.join('\n'));
  return broken ? finish(marked([...settled.mine], [...settled.next]), true) : finish(result, false);
}

const lines = (text: string): string[] => unixEnds(text).split('\n');

const OPEN = '<<<<<<< yours';
const MIDDLE = '=======';
const CLOSE = '>>>>>>> template';

const conflictBlock = (mine: readonly string[], next: readonly string[]): string[] => [OPEN, ...mine, MIDDLE, ...next, CLOSE];

/** Are our conflict markers still in the file? */
export const hasMarkers = (bytes: Uint8Array): boolean => /^(<{7} yours|>{7} template)\r?$/m.test(textOf(bytes) ?? '');

/** First line with a marker, counting from 1. */
export const markerLine = (bytes: Uint8Array): number => lines(textOf(bytes) ?? '').findIndex((line) => line === OPEN) + 1;

/** Both texts in one, each difference between markers. */
function marked(mine: readonly string[], next: readonly string[]): string[] {
  const output: string[] = [];
  let at = 0;
  for (const { buffer1, buffer2, buffer1Content, buffer2Content } of diffIndicesWithContent(mine, next)) {
    output.push(...mine.slice(at, buffer1[0]), ...conflictBlock(buffer1Content, buffer2Content));
    at = buffer1[0] + buffer1[1];
    void buffer2;
  }
  return [...output, ...mine.slice(at)];
}

const diffIndicesWithContent = (a: readonly string[], b: readonly string[]): ReturnType<typeof diffIndices<string>> =>
  diffIndices([...a], [...b]);

/** Can the file still be read? Only YAML and JSON are judged; a doubled key is as bad as a broken line. */
function parses(path: string, text: string): boolean {
  if (!/\.(ya?ml|json)$/.test(path)) return true;
  const documents = parseAllDocuments(text, { uniqueKeys: false });
  return Array.isArray(documents) && documents.every((document) => document.errors.length === 0 && !doublesKey(document));
}

function doublesKey(document: unknown): boolean {
  let doubled = false;
  visit(document as Parameters<typeof visit>[0], {
    Map(_key, node) {
      const keys = node.items
        .map(({ key }) => (isScalar(key) ? String(key.value) : isAlias(key) || isMap(key) ? undefined : String(key)))
        .filter((key) => key !== undefined && key !== '<<');
      if (new Set(keys).size < keys.length) doubled = true;
    },
  });
  return doubled;
}
