import { describe, expect, it } from 'vitest';
import { type Document, parseAllDocuments, visit } from 'yaml';
import { blindSpots } from './support/changed.ts';
import { deadLinks } from './support/links.ts';
import { PARSERS, UNREAD } from './support/parsers/index.ts';
import { yaml } from './support/parsers/yaml.ts';
import { references, shippedCatalog } from './support/reference.ts';
import { deadTasks, taskNames } from './support/tasks.ts';

const STACKS = references(await shippedCatalog());

interface Emitted {
  readonly path: string;
  readonly text: string;
  /** The stacks that have it; the first of them is named in a failure. */
  readonly stack: string;
}

const unread = (path: string): boolean => UNREAD.some((row) => row.path.test(path));
const readers = (path: string): string =>
  PARSERS.filter(({ reads }) => reads(path))
    .map(({ language }) => language)
    .join();

/** Each distinct content once per way of reading it: most files are the same in several stacks and services. */
function emitted(): Emitted[] {
  const distinct = new Map<string, Emitted>();
  for (const { name, files } of STACKS)
    for (const [path, text] of files) {
      const key = `${readers(path) || path}\n${text}`;
      if (!distinct.has(key)) distinct.set(key, { path, text, stack: name });
    }
  return [...distinct.values()];
}

const EMITTED = emitted();

describe('every emitted file', () => {
  it('is read by a parser of its language, or stands in the table of those that no parser reads', () => {
    const unknown = EMITTED.filter(({ path }) => !unread(path) && !PARSERS.some(({ reads }) => reads(path)));
    expect(unknown.map(({ path }) => path)).toEqual([]);
  });

  it('is not in that table without need', () => {
    expect(UNREAD.filter(({ path }) => !EMITTED.some((file) => path.test(file.path)))).toEqual([]);
    expect(EMITTED.filter(({ path }) => unread(path) && PARSERS.some(({ reads }) => reads(path)))).toEqual([]);
  });

  it('is text with Unix ends, a final newline and nothing left of our dialect', () => {
    const text = /^(?!\uFEFF)[^\r]*\S\n$/;
    // "undefined" is a word of JavaScript, and there it is no accident.
    const left = ({ path }: Emitted): RegExp =>
      path.endsWith('.js') ? /<%|%>|[\uFDD0-\uFDEF]/ : /<%|%>|[\uFDD0-\uFDEF]|\[object |\bundefined\b/;
    const bad = EMITTED.filter((file) => !text.test(file.text) || left(file).test(file.text));
    expect(bad.map(({ stack, path }) => `${stack}: ${path}`)).toEqual([]);
  });

  it('has no line that ends in a space', () => {
    const bad = EMITTED.flatMap(({ stack, path, text }) =>
      text.split('\n').flatMap((line, index) => (/[ \t]$/.test(line) ? [`${stack}: ${path}:${index + 1}`] : [])),
    );
    expect(bad).toEqual([]);
  });
});

describe.each(PARSERS.map((parser) => [parser.language, parser] as const))('%s', (_language, { reads, faults, wrong }) => {
  it.each(Object.entries(wrong))('is refused with %s', async (_what, text) => {
    const path = EMITTED.findLast((file) => reads(file.path))?.path ?? 'nothing';
    expect(await faults(text, path)).not.toEqual([]);
  });

  it('is right wherever it is emitted', async () => {
    const mine = EMITTED.filter(({ path }) => reads(path));
    const found = await Promise.all(
      mine.map(async ({ stack, path, text }) => (await faults(text, path)).map((fault) => `${stack}: ${path}: ${fault}`)),
    );
    expect(mine.length).toBeGreaterThan(0);
    expect(found.flat()).toEqual([]);
  });
});

describe('across the files of a stack', () => {
  it.each(STACKS.map((stack) => [stack.name, stack] as const))('%s: every link and anchor is alive', (_name, { files }) => {
    expect(deadLinks(files)).toEqual([]);
  });

  it.each(STACKS.map((stack) => [stack.name, stack] as const))('%s: every task that is named exists', (_name, { files }) => {
    expect(taskNames(files).size).toBeGreaterThan(10);
    expect(deadTasks(files)).toEqual([]);
  });

  it.each(STACKS.map((stack) => [stack.name, stack] as const))('%s: a change runs whatever reads it', (_name, { files }) => {
    expect(blindSpots(files)).toEqual([]);
  });

  it('a check that a change would not run is found', () => {
    const files = new Map(STACKS.find(({ name }) => name === 'default')!.files);
    const tasks = files.get('Taskfile.yml')!;
    files.set('Taskfile.yml', tasks.replace('"^observability/"', '"^observability/alerts/"').replace(/^.*CHECK: "test:node".*\n/m, ''));
    expect(blindSpots(files).join('\n')).toMatch(/lint:alerts reads observability\/slos\/[^]*test:changed leaves out test:node/);
  });

  it('answers that look like numbers stay texts', () => {
    const { stack, files } = STACKS.find(({ name }) => name === 'words')!;
    const answers = [stack['branch'], stack['repository'], ...stack.environments.map(({ account }) => account)];
    const plain = (text: string): string[] => {
      const found: string[] = [];
      for (const document of [parseAllDocuments(text)].flat())
        visit(document as Document, {
          Scalar: (_key, { source, value }) => void (typeof value !== 'string' && source && found.push(source)),
        });
      return found.filter((source) => answers.includes(source));
    };
    const texts = [...files].filter(([path]) => yaml.reads(path));
    expect(texts.flatMap(([path, text]) => plain(text).map((source) => `${path}: ${source} is no text`))).toEqual([]);
    expect(plain('branches: [1.10, "1.10"]\nrepository: 007\n')).toEqual(['1.10', '007']);
  });

  it('a dead link, anchor or task is found', () => {
    const page = '# A page\n\n## Two words\n\n';
    const dead = [
      '[a](gone.md)',
      '[a](#nowhere)',
      '[a](other.md#nowhere)',
      '[a](/page.md)',
      '[a](../out.md)',
      '![a](gone.png)',
      '[a][b]\n\n[b]: gone.md',
    ];
    for (const link of dead)
      expect(
        deadLinks(
          new Map([
            ['docs/page.md', page + link],
            ['docs/other.md', page],
          ]),
        ),
      ).toHaveLength(1);
    const alive = '[a](#two-words) [b](other.md#a-page) [c](../docs/) [d](https://example.com) `[e](gone.md)`';
    expect(
      deadLinks(
        new Map([
          ['docs/page.md', page + alive],
          ['docs/other.md', page],
        ]),
      ),
    ).toEqual([]);

    const tasks = ['Taskfile.yml', 'version: "3"\ntasks:\n  a:\n    cmds:\n      - task: b\n'] as const;
    const callers = new Map([
      tasks,
      ['p.md', '`task a`, `task a c:d ENV=x`'],
      ['.github/workflows/w.yml', 'run: task e ENV="$E"\n'],
      ['s.sh', 'task a && task f\n'],
    ]);
    expect(deadTasks(callers)).toEqual(['b', 'c:d', 'e', 'f'].map((name) => expect.stringContaining(`no task ${name}`) as string));
  });
});
