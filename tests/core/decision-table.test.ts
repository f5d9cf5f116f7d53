import { describe, expect, test } from 'vitest';
import type { Change, OnDisk, Policy } from '../../src/core/change.ts';
import { changes } from '../../src/core/changes.ts';
import { giveText, type LockEntry } from '../../src/core/lock.ts';
import type { Mode, Move, Plan, PlannedFile } from '../../src/core/plan.ts';

// The table of the design, row by row: what was given last, what is on disk, what is wanted now, what happens.

const PATH = 'docs/page.md';
const bytes = (text: string | Uint8Array): Uint8Array => (typeof text === 'string' ? new TextEncoder().encode(text) : text);
const text = (value: Uint8Array | undefined): string | undefined => value && new TextDecoder('utf-8', { ignoreBOM: true }).decode(value);

interface Side {
  readonly text: string | Uint8Array;
  readonly mode?: Mode;
}
type Given = string | Uint8Array | Side | null;

interface Row {
  readonly name: string;
  readonly last: Given;
  readonly disk: Given | OnDisk;
  readonly next: Given;
  readonly change: Change['change'] | undefined;
  /** Text of the file afterwards; null when it is gone; undefined when it was not written. */
  readonly written?: string | null | undefined;
  readonly path?: string;
  readonly once?: true;
  readonly pins?: PlannedFile['pins'];
  readonly policy?: Partial<Policy>;
  readonly beside?: string;
  readonly mode?: Mode;
}

const side = (given: Given): Side | null =>
  given === null ? null : typeof given === 'string' || given instanceof Uint8Array ? { text: given } : given;
const isOnDisk = (given: Row['disk']): given is OnDisk => typeof given === 'object' && given !== null && 'kind' in given;

function entryOf(path: string, given: Given, more: Partial<LockEntry> = {}): [string, LockEntry][] {
  const last = side(given);
  return last
    ? [[path, { path, bases: [giveText({ bytes: bytes(last.text) }, last.mode ?? '100644')], removed: false, conflict: null, ...more }]]
    : [];
}

function planOf(files: readonly PlannedFile[], moves: readonly Move[] = []): Plan {
  return { files: new Map(files.map((file) => [file.path, file])), moves, selected: [], provided: {} };
}

const planned = (path: string, given: Given, more: Partial<PlannedFile> = {}): PlannedFile[] => {
  const next = side(given);
  return next
    ? [{ path, bytes: bytes(next.text), mode: next.mode ?? '100644', component: 'area/one', pins: [], once: false, ...more }]
    : [];
};

const POLICY: Policy = { conflicts: 'markers', forced: () => false, mine: () => false };

function judge({ last, disk, next, path = PATH, once, pins, policy }: Row): Change | undefined {
  const stands = isOnDisk(disk) ? disk : side(disk);
  const entry: OnDisk | undefined =
    stands === null ? undefined : 'kind' in stands ? stands : { kind: 'file', bytes: bytes(stands.text), mode: stands.mode ?? '100644' };
  const plan = planOf(planned(path, next, { ...(once && { once }), ...(pins && { pins }) }));
  return changes(
    { last: new Map(entryOf(path, last)), disk: (asked) => (asked === path ? entry : undefined), next: plan },
    { ...POLICY, ...policy },
  )[0];
}

const BINARY = { one: Uint8Array.of(0, 1, 2), two: Uint8Array.of(0, 1, 3), three: Uint8Array.of(0, 9, 9) };
const LINES = 'one\ntwo\nthree\nfour\nfive\n';
const MARKED = '<<<<<<< yours\nmine\n=======\ntheirs\n>>>>>>> template\n';

const ROWS: readonly Row[] = [
  { name: '-   -   N   create', last: null, disk: null, next: 'n', change: 'create', written: 'n' },
  { name: '-   N   N   same (adopt)', last: null, disk: 'n', next: 'n', change: 'same' },
  { name: '-   D   N   conflict', last: null, disk: 'mine\n', next: 'theirs\n', change: 'conflict', written: MARKED },
  { name: 'B   B   B   same', last: 'b', disk: 'b', next: 'b', change: 'same' },
  { name: 'B   B   N   update', last: 'b', disk: 'b', next: 'n', change: 'update', written: 'n' },
  { name: 'B   D   B   kept', last: 'b', disk: 'd', next: 'b', change: 'kept' },
  { name: 'B   N   N   same (both arrived)', last: 'b', disk: 'n', next: 'n', change: 'same' },
  {
    name: 'B   D   N   merge',
    last: LINES,
    disk: LINES.replace('one', 'ONE'),
    next: LINES.replace('five', 'FIVE'),
    change: 'merge',
    written: 'ONE\ntwo\nthree\nfour\nFIVE\n',
  },
  { name: 'B   D   N   conflict', last: 'b\n', disk: 'mine\n', next: 'theirs\n', change: 'conflict', written: MARKED },
  { name: 'B   -   B   removed', last: 'b', disk: null, next: 'b', change: 'removed' },
  { name: 'B   -   N   removed', last: 'b', disk: null, next: 'n', change: 'removed' },
  { name: 'B   B   -   delete', last: 'b', disk: 'b', next: null, change: 'delete', written: null },
  { name: 'B   D   -   orphan', last: 'b', disk: 'd', next: null, change: 'orphan' },
  { name: 'B   -   -   dropped from the lock', last: 'b', disk: null, next: null, change: undefined },
  { name: '-   D   -   not ours', last: null, disk: 'd', next: null, change: undefined },

  { name: 'binary: untouched is updated', last: BINARY.one, disk: BINARY.one, next: BINARY.two, change: 'update' },
  { name: 'binary: edited stays', last: BINARY.one, disk: BINARY.two, next: BINARY.one, change: 'kept' },
  {
    name: 'binary: both changed keeps theirs, ours beside',
    last: BINARY.one,
    disk: BINARY.two,
    next: BINARY.three,
    change: 'conflict',
    beside: text(BINARY.three)!,
  },
  { name: 'binary: in the way', last: null, disk: BINARY.two, next: BINARY.three, change: 'conflict', beside: text(BINARY.three)! },

  { name: 'both added the same line', last: 'a\n', disk: 'a\nb\n', next: 'a\nb\n', change: 'same' },
  {
    name: 'both added the same line, and theirs one more elsewhere',
    last: LINES,
    disk: `zero\n${LINES}six\n`,
    next: `${LINES}six\n`,
    change: 'kept',
  },
  {
    name: 're-indented by the user, untouched by the template',
    last: 'a:\n  b: 1\n',
    disk: 'a:\n    b: 1\n',
    next: 'a:\n  b: 1\n',
    path: 'x.yaml',
    change: 'kept',
  },
  {
    name: 're-indented by the user where the template changed',
    last: '  b: 1\n',
    disk: '    b: 1\n',
    next: '  b: 2\n',
    change: 'conflict',
    written: '<<<<<<< yours\n    b: 1\n=======\n  b: 2\n>>>>>>> template\n',
  },
  { name: 'CRLF by the user, template unchanged', last: LINES, disk: LINES.replaceAll('\n', '\r\n'), next: LINES, change: 'same' },
  {
    name: 'CRLF by the user, template changed: written with CRLF',
    last: 'a\nb\n',
    disk: 'a\r\nb\r\n',
    next: 'a\nc\n',
    change: 'update',
    written: 'a\r\nc\r\n',
  },
  {
    name: 'CRLF by the user and an edit: merged with CRLF',
    last: LINES,
    disk: LINES.replace('one', 'ONE').replaceAll('\n', '\r\n'),
    next: LINES.replace('five', 'FIVE'),
    change: 'merge',
    written: 'ONE\r\ntwo\r\nthree\r\nfour\r\nFIVE\r\n',
  },
  {
    name: 'no final newline by the user, template changes elsewhere',
    last: LINES,
    disk: LINES.trimEnd(),
    next: LINES.replace('one', 'ONE'),
    change: 'merge',
    written: 'ONE\ntwo\nthree\nfour\nfive',
  },
  {
    name: 'list item on both sides',
    last: 'a\nb\n',
    disk: 'a\nb\nmine\n',
    next: 'a\nb\ntheirs\n',
    change: 'conflict',
    written: `a\nb\n${MARKED}`,
  },
  {
    name: 'list item on both sides, apart',
    last: LINES,
    disk: `mine\n${LINES}`,
    next: `${LINES}theirs\n`,
    change: 'merge',
    written: `mine\n${LINES}theirs\n`,
  },

  {
    name: 'mode changed by the template',
    last: 'b',
    disk: 'b',
    next: { text: 'b', mode: '100755' },
    change: 'update',
    written: 'b',
    mode: '100755',
  },
  { name: 'mode changed by the user', last: 'b', disk: { text: 'b', mode: '100755' }, next: 'b', change: 'kept' },
  {
    name: 'mode changed by the user, text by the template',
    last: 'b',
    disk: { text: 'b', mode: '100755' },
    next: 'n',
    change: 'update',
    written: 'n',
    mode: '100755',
  },
  {
    name: 'mode changed by the template, text by the user',
    last: 'b',
    disk: 'd',
    next: { text: 'b', mode: '100755' },
    change: 'merge',
    written: 'd',
    mode: '100755',
  },
  { name: 'mode changed by both', last: 'b', disk: { text: 'b', mode: '100755' }, next: { text: 'b', mode: '100755' }, change: 'same' },

  { name: 'folder where our file was, template unchanged', last: 'b', disk: { kind: 'other', what: 'folder' }, next: 'b', change: 'kept' },
  {
    name: 'folder where our file was, template changed',
    last: 'b',
    disk: { kind: 'other', what: 'folder' },
    next: 'n',
    change: 'conflict',
    beside: 'n',
  },
  { name: 'link where our file was, template unchanged', last: 'b', disk: { kind: 'other', what: 'link' }, next: 'b', change: 'kept' },
  {
    name: 'link where our file was, template changed, taking ours',
    last: 'b',
    disk: { kind: 'other', what: 'link' },
    next: 'n',
    change: 'conflict',
    beside: 'n',
    policy: { conflicts: 'theirs' },
  },
  { name: 'link where our file was, no longer wanted', last: 'b', disk: { kind: 'other', what: 'link' }, next: null, change: 'orphan' },
  { name: 'link in the way', last: null, disk: { kind: 'other', what: 'link' }, next: 'n', change: 'conflict', beside: 'n' },

  { name: 'once: edited stays although the template changed', last: 'b', disk: 'd', next: 'n', once: true, change: 'kept' },
  { name: 'once: untouched stays although the template changed', last: 'b', disk: 'b', next: 'n', once: true, change: 'kept' },
  { name: 'once: deleted stays deleted', last: 'b', disk: null, next: 'n', once: true, change: 'removed' },
  { name: 'once: first written', last: null, disk: null, next: 'n', once: true, change: 'create', written: 'n' },
  { name: 'once: no longer wanted and untouched', last: 'b', disk: 'b', next: null, change: 'delete', written: null },
  { name: 'mine: never written', last: 'b', disk: 'b', next: 'n', policy: { mine: () => true }, change: 'kept' },
  { name: 'mine: never created', last: null, disk: null, next: 'n', policy: { mine: () => true }, change: 'kept' },
  { name: 'mine: never deleted', last: 'b', disk: 'b', next: null, policy: { mine: () => true }, change: 'kept' },
  { name: 'named: over an edit', last: 'b', disk: 'd', next: 'b', policy: { forced: () => true }, change: 'update', written: 'b' },
  { name: 'named: over a deletion', last: 'b', disk: null, next: 'b', policy: { forced: () => true }, change: 'create', written: 'b' },
  { name: 'named: over once', last: 'b', disk: 'd', next: 'n', once: true, policy: { forced: () => true }, change: 'update', written: 'n' },
  {
    name: 'conflict, keeping mine',
    last: 'b\n',
    disk: 'mine\n',
    next: 'theirs\n',
    policy: { conflicts: 'mine' },
    change: 'conflict',
    beside: 'theirs\n',
  },
  {
    name: 'conflict, taking theirs',
    last: 'b\n',
    disk: 'mine\n',
    next: 'theirs\n',
    policy: { conflicts: 'theirs' },
    change: 'conflict',
    written: 'theirs\n',
  },

  {
    name: 'a clean merge that doubles a YAML key is a conflict',
    path: 'x.yaml',
    last: 'a: 1\nb: 2\nc: 3\n',
    disk: 'd: 4\na: 1\nb: 2\nc: 3\n',
    next: 'a: 1\nb: 2\nc: 3\nd: 5\n',
    change: 'conflict',
    written: '<<<<<<< yours\nd: 4\n=======\n>>>>>>> template\na: 1\nb: 2\nc: 3\n<<<<<<< yours\n=======\nd: 5\n>>>>>>> template\n',
  },
  {
    name: 'a clean merge that breaks JSON is a conflict',
    path: 'x.json',
    last: '{\n"a": 1,\n"b": 2\n}\n',
    disk: '{\n"z": 0,\n"a": 1,\n"b": 2\n}\n',
    next: '{\n"a": 1,\n"b": 2,\n"z": 1\n}\n',
    change: 'conflict',
  },
];

describe('decision table', () => {
  test.each(ROWS)('$name', (row) => {
    const change = judge(row);
    expect(change?.change).toBe(row.change);
    if (!change) return;
    if (row.written !== undefined) expect(change.write ? text(change.write.bytes) : change.write).toEqual(row.written);
    else if (row.change !== 'conflict' && row.change !== 'update') expect(change.write).toBeUndefined();
    if (row.beside !== undefined) expect(text(change.beside?.bytes)).toBe(row.beside);
    if (row.mode) expect(change.write?.mode).toBe(row.mode);
  });

  test('every row of the design has its own line here', () => {
    const rows = ROWS.slice(0, 15).map(({ name }) => name.slice(0, 10));
    expect(new Set(rows.map((row) => row.replaceAll(' ', ''))).size).toBeGreaterThanOrEqual(14);
  });
});

describe('pins merge to the newer', () => {
  const line = (commit: string, release: string): string => `      - uses: actions/checkout@${commit} # ${release}\n`;
  const pins = [{ line: 1, parts: ['      - uses: actions/checkout@', 'bbb', ' # ', 'v7.1.0', ''] }];
  const wrap = (pin: string, head = 'jobs:\n', tail = '      - run: a\n'): string => `${head}${pin}${tail}`;
  const last = wrap(line('aaa', 'v7.0.0'));
  const next = wrap(line('bbb', 'v7.1.0'));
  const edited = '      - run: mine\n';

  test.each([
    ['untouched, template bumps', wrap(line('aaa', 'v7.0.0'), undefined, edited), 'merge', wrap(line('bbb', 'v7.1.0'), undefined, edited)],
    ['the bot went further', wrap(line('ccc', 'v7.2.0')), 'kept', undefined],
    ['the bot went less far', wrap(line('ddd', 'v7.0.5')), 'merge', next],
    ['the same version arrived', wrap(line('bbb', 'v7.1.0')), 'same', undefined],
    ['a commit with the same release name: the file stands', wrap(line('eee', 'v7.1.0')), 'kept', undefined],
    ['not comparable: the file stands', wrap(line('fff', 'main')), 'kept', undefined],
  ] as const)('%s', (_name, disk, change, written) => {
    const result = judge({ name: '', last, disk, next, pins, path: '.github/workflows/check.yml', change: undefined });
    expect(result?.change).toBe(change);
    expect(result?.write ? text(result.write.bytes) : undefined).toBe(written);
  });

  test('an untouched file follows the template down', () => {
    const result = judge({
      name: '',
      last: next,
      disk: next,
      next: last,
      pins: [{ line: 1, parts: ['      - uses: actions/checkout@', 'aaa', ' # ', 'v7.0.0', ''] }],
      change: undefined,
    });
    expect(result?.change).toBe('update');
    expect(text(result?.write?.bytes)).toBe(last);
  });

  test('a bumped pin never stands in the way of an edit beside it', () => {
    const disk = wrap(line('ccc', 'v7.2.0'));
    const result = judge({
      name: '',
      last,
      disk,
      next: wrap(line('bbb', 'v7.1.0'), undefined, '      - run: b\n'),
      pins,
      change: undefined,
    });
    expect(result?.change).toBe('merge');
    expect(text(result?.write?.bytes)).toBe(wrap(line('ccc', 'v7.2.0'), undefined, '      - run: b\n'));
  });
});

describe('moves', () => {
  const move = (disk: Readonly<Record<string, string>>, moves: readonly Move[], next = 'b'): Change[] =>
    changes(
      {
        last: new Map(entryOf('a', 'b')),
        disk: (path) => (path in disk ? { kind: 'file', bytes: bytes(disk[path]!), mode: '100644' } : undefined),
        next: planOf(planned('c', next), moves),
      },
      POLICY,
    );
  const chain = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
  ];
  const brief = (list: readonly Change[]): string[] =>
    list.map(({ path, change, write }) => `${path} ${change} ${write ? text(write.bytes) : ''}`.trim());

  test('an untouched file goes along, over two steps', () => expect(brief(move({ a: 'b' }, chain))).toEqual(['a delete', 'c create b']));
  test('an edited file goes along with its edit', () =>
    expect(brief(move({ a: 'edited' }, chain))).toEqual(['a delete', 'c merge edited']));
  test('an edit and a new text merge', () => {
    const list = changes(
      {
        last: new Map(entryOf('a', LINES)),
        disk: (path) => (path === 'a' ? { kind: 'file', bytes: bytes(LINES.replace('one', 'ONE')), mode: '100644' } : undefined),
        next: planOf(planned('c', LINES.replace('five', 'FIVE')), chain),
      },
      POLICY,
    );
    expect(brief(list)).toEqual(['a delete', 'c merge ONE\ntwo\nthree\nfour\nFIVE']);
  });
  test('a deleted file stays deleted', () => expect(brief(move({}, chain))).toEqual(['c removed']));
  test('a file that they renamed themselves is known', () => expect(brief(move({ c: 'edited' }, chain))).toEqual(['c kept']));
  test('both places taken: the old one is theirs, the new one is compared', () =>
    expect(brief(move({ a: 'edited', c: 'b' }, chain))).toEqual(['a orphan', 'c same']));
  test("somebody's own file at the new place is in the way", () => {
    const list = move({ a: 'b', c: 'theirs' }, chain, 'n');
    expect(list.map(({ path, change }) => `${path} ${change}`)).toEqual(['a delete', 'c conflict']);
  });
  test('without a move the old one goes and the new one comes', () =>
    expect(brief(move({ a: 'b' }, []))).toEqual(['a delete', 'c create b']));
  test('a circle of moves ends', () =>
    expect(
      brief(
        move({ a: 'b' }, [
          { from: 'a', to: 'x' },
          { from: 'x', to: 'a' },
        ]),
      ),
    ).toEqual(['a delete', 'c create b']));
});

describe('several bases after a union merge of the lock', () => {
  const two = (disk: string, next: string): Change | undefined => {
    const [, one] = entryOf(PATH, 'one')[0]!;
    const entry: LockEntry = { ...one, bases: [giveText({ bytes: bytes('one') }, '100644'), giveText({ bytes: bytes('two') }, '100644')] };
    return changes(
      {
        last: new Map([[PATH, entry]]),
        disk: () => ({ kind: 'file', bytes: bytes(disk), mode: '100644' }),
        next: planOf(planned(PATH, next)),
      },
      POLICY,
    )[0];
  };
  test('equal to the first: untouched', () => expect(two('one', 'three')?.change).toBe('update'));
  test('equal to the last: untouched', () => expect(two('two', 'three')?.change).toBe('update'));
  test('equal to none: merged on the last', () => expect(two('edited', 'two')?.change).toBe('kept'));
});
