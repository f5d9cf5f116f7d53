import { isCollection, isMap, isScalar, isSeq, type Pair, type Scalar, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import { UserError } from '../errors.ts';
import { isRecord } from './values.ts';
import { type Document, documentOf } from './parse.ts';

/** Edits of the stack file: insertions and deletions at the places that the parser reports; every other byte stays. */

type Path = readonly string[];

const rangeOf = (node: unknown): [number, number, number] => (node as { range: [number, number, number] }).range;
const keyOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key);
/** Nothing stands behind the key. */
const isEmpty = ({ value }: Pair): boolean => !value || rangeOf(value)[1] <= rangeOf(value)[0];
const behindColon = (text: string, { key }: Pair): number => text.indexOf(':', rangeOf(key)[1]) + 1;
const eol = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');

/** A value as one line of YAML: `{ cidr: 10.0.0.0/16 }`, `[postgres]`. */
export function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isRecord(value))
    return Object.keys(value).length === 0
      ? '{}'
      : `{ ${Object.entries(value)
          .map(([key, item]) => `${flow(key)}: ${flow(item)}`)
          .join(', ')} }`;
  return stringify([value], { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trimEnd().slice(1, -1);
}

function mapAt(document: Document, path: Path): YAMLMap | undefined {
  const node: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isMap(node) ? node : undefined;
}

const pairAt = (map: YAMLMap | undefined, key: string): Pair | undefined => map?.items.find((pair) => keyOf(pair) === key);

/** Give `path` a value: replaces what is there, else appends. Missing maps on the way are made. */
export function setValue(text: string, path: Path, value: unknown): string {
  const document = documentOf(text);
  const [parent, key] = [path.slice(0, -1), path.at(-1)!];
  const map = mapAt(document, parent);
  if (!map)
    return parent.length === 0 ? `${withFinalNewline(text)}${key}: ${flow(value)}${eol(text)}` : setValue(text, parent, { [key]: value });
  const pair = pairAt(map, key);
  if (!pair) return insertPair(text, map, `${flow(key)}: ${flow(value)}`);
  return replaceValue(text, pair, flow(value));
}

function replaceValue(text: string, pair: Pair, replacement: string): string {
  const colon = behindColon(text, pair);
  if (isEmpty(pair)) return `${text.slice(0, colon)} ${replacement}${text.slice(colon)}`;
  const [start, end] = rangeOf(pair.value);
  const block = isCollection(pair.value) && !pair.value.flow;
  return block
    ? `${text.slice(0, colon)} ${replacement}${text.slice(blockEnd(text, end))}`
    : `${text.slice(0, start)}${replacement}${text.slice(end)}`;
}

/** A block's range may run into the comment lines behind it; it ends with its last line. */
function blockEnd(text: string, end: number): number {
  let at = end;
  while (at > 0 && /[\r\n]/.test(text[at - 1]!)) at--;
  return at;
}

const withFinalNewline = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}${eol(text)}`);

function insertPair(text: string, map: YAMLMap, line: string, before?: Pair): string {
  if (map.flow) return insertFlow(text, map, line, before);
  const first = map.items[0];
  const indent = first ? ' '.repeat(columnOf(text, rangeOf(first.key)[0])) : '';
  if (before) {
    const at = lineStart(text, rangeOf(before.key)[0]);
    return `${text.slice(0, at)}${indent}${line}${eol(text)}${text.slice(at)}`;
  }
  const last = map.items.at(-1);
  const at = last ? lineEnd(text, endOf(text, last)) : text.length;
  const head = withFinalNewline(text.slice(0, at));
  return `${head}${indent}${line}${eol(text)}${text.slice(at)}`;
}

function insertFlow(text: string, map: YAMLMap, line: string, before?: Pair): string {
  const [start, end] = rangeOf(map);
  if (map.items.length === 0) return `${text.slice(0, start)}{ ${line} }${text.slice(end)}`;
  if (before) {
    const at = rangeOf(before.key)[0];
    return `${text.slice(0, at)}${line}, ${text.slice(at)}`;
  }
  const at = endOf(text, map.items.at(-1)!);
  return `${text.slice(0, at)}, ${line}${text.slice(at)}`;
}

const columnOf = (text: string, at: number): number => at - lineStart(text, at);
const lineStart = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;
const lineEnd = (text: string, at: number): number => (text.indexOf('\n', at) < 0 ? text.length : text.indexOf('\n', at) + 1);

/** Where a pair's own text ends, without the blank lines and comments behind it. */
function endOf(text: string, pair: Pair): number {
  const { key, value } = pair;
  if (isEmpty(pair)) return rangeOf(key)[1] + 1;
  if (isCollection(value) && !value.flow) return endOfItems(text, value as YAMLMap | YAMLSeq);
  return blockEnd(text, rangeOf(value)[1]);
}

function endOfItems(text: string, collection: YAMLMap | YAMLSeq): number {
  const last = collection.items.at(-1) as Pair | Scalar | YAMLMap | undefined;
  if (!last) return rangeOf(collection)[1];
  if (isMap(collection)) return endOf(text, last as Pair);
  return isCollection(last) && !last.flow ? endOfItems(text, last as YAMLMap) : blockEnd(text, rangeOf(last)[1]);
}

/** Add `name` to the map at `path` (`services`, `environments`); `before` names the item that it precedes. */
export function addItem(text: string, path: Path, item: { name: string; value: unknown; before?: string | undefined }): string {
  const map = mapAt(documentOf(text), path);
  if (!map || (map.items.length === 0 && !map.flow)) return setBlock(text, path, { [item.name]: item.value });
  if (pairAt(map, item.name))
    throw new UserError(
      `${path.join('.')} has ${item.name} already.`,
      `Change it with: create-devops-stack set ${path.join('.')}.${item.name}.<field>=<value>`,
    );
  return insertPair(text, map, `${flow(item.name)}: ${flow(item.value)}`, item.before ? pairAt(map, item.before) : undefined);
}

/** Write a map under `path` with one line per item; below its key, where that stands there with nothing behind it. */
function setBlock(text: string, path: Path, value: Record<string, unknown>): string {
  const [parent, key] = [path.slice(0, -1), path.at(-1)!];
  const map = mapAt(documentOf(text), parent);
  if (map?.flow) return setValue(text, path, value);
  const indent = ' '.repeat((map?.items[0] ? columnOf(text, rangeOf(map.items[0].key)[0]) : 0) + 2);
  const lines = Object.entries(value).map(([name, item]) => `${indent}${flow(name)}: ${flow(item)}`);
  const empty = pairAt(map, key);
  if (empty && isEmpty(empty)) {
    const at = lineEnd(text, rangeOf(empty.key)[1]);
    return `${withFinalNewline(text.slice(0, at))}${lines.join(eol(text))}${eol(text)}${text.slice(at)}`;
  }
  const cleared = removeKey(text, path);
  const block = [`${key}:`, ...lines].join(eol(text));
  const around = mapAt(documentOf(cleared), parent);
  return around ? insertPair(cleared, around, block) : `${withFinalNewline(cleared)}${block}${eol(text)}`;
}

function removeKey(text: string, path: Path): string {
  const map = mapAt(documentOf(text), path.slice(0, -1));
  const pair = pairAt(map, path.at(-1)!);
  return map && pair ? cutPair(text, map, pair) : text;
}

/** Take `name` out of the map at `path`. */
export function removeItem(text: string, path: Path, name: string): string {
  const map = mapAt(documentOf(text), path);
  const pair = pairAt(map, name);
  if (!map || !pair) throw new UserError(`${path.join('.')} has no ${name}.`, `It has: ${map?.items.map(keyOf).join(', ') || 'nothing'}`);
  if (map.items.length > 1) return cutPair(text, map, pair);
  const owner = pairAt(mapAt(documentOf(text), path.slice(0, -1)), path.at(-1)!)!;
  if (map.flow) return replaceValue(text, owner, '{}');
  const at = behindColon(text, owner);
  const behind = map.anchor ? text.indexOf(`&${map.anchor}`, at) + map.anchor.length + 1 : at;
  const left = cutPair(text, map, pair);
  return `${left.slice(0, behind)} {}${left.slice(behind)}`;
}

function cutPair(text: string, map: YAMLMap, pair: Pair): string {
  const start = rangeOf(pair.key)[0];
  const end = endOf(text, pair);
  if (!map.flow) return text.slice(0, lineStart(text, start)) + text.slice(lineEnd(text, end));
  const index = map.items.indexOf(pair);
  const next = map.items[index + 1];
  if (next) return text.slice(0, start) + text.slice(rangeOf(next.key)[0]);
  const previous = map.items[index - 1];
  return previous ? text.slice(0, endOf(text, previous)) + text.slice(end) : text.slice(0, start) + text.slice(end);
}

/** Append to the list at `key`. */
export function append(text: string, key: string, value: unknown): string {
  const document = documentOf(text);
  const node: unknown = document.get(key, true);
  if (!isSeq(node) || node.items.length === 0) return setValue(text, [key], [value]);
  if (node.flow) {
    const at = rangeOf(node.items.at(-1))[1];
    return `${text.slice(0, at)}, ${flow(value)}${text.slice(at)}`;
  }
  const indent = ' '.repeat(columnOf(text, rangeOf(node)[0]));
  const at = lineEnd(text, endOfItems(text, node as YAMLSeq));
  return `${withFinalNewline(text.slice(0, at))}${indent}- ${flow(value)}${eol(text)}${text.slice(at)}`;
}

/** Take `value` out of the list at `key`. */
export function takeOut(text: string, key: string, value: string): string {
  const list = (documentOf(text).toJS() as Record<string, unknown>)[key];
  return setValue(
    text,
    [key],
    (Array.isArray(list) ? list : []).filter((item) => item !== value),
  );
}

/** Take the value at `path` away, key and all. A map that held nothing else stays as an empty one: without it the defaults would come back. */
export function unset(text: string, path: Path): string {
  const map = mapAt(documentOf(text), path.slice(0, -1));
  return path.length > 1 && map?.items.length === 1 && pairAt(map, path.at(-1)!)
    ? removeItem(text, path.slice(0, -1), path.at(-1)!)
    : removeKey(text, path);
}
