import { parse, parseAllDocuments } from 'yaml';
import { isRecord } from '../../src/core/values.ts';
import { nodes, tree } from './parsers/markdown.ts';
import { taskfile } from './parsers/taskfile.ts';

type Files = ReadonlyMap<string, string>;

/** All tasks of a repository by their names; `Taskfile.yml` includes the others flattened. */
export function tasksOf(files: Files): Map<string, unknown> {
  const texts = [...files].filter(([path]) => taskfile.reads(path)).map(([, text]) => parse(text) as unknown);
  return new Map(texts.flatMap((file) => (isRecord(file) && isRecord(file['tasks']) ? Object.entries(file['tasks']) : [])));
}

export const taskNames = (files: Files): Set<string> => new Set(tasksOf(files).keys());

/** Whoever names a task that does not exist: other tasks, workflows, scripts and pages. */
export function deadTasks(files: Files): string[] {
  const names = taskNames(files);
  return [...files].flatMap(([path, text]) =>
    mentioned(path, text)
      .filter((name) => !names.has(name))
      .map((name) => `${path}: there is no task ${name}`),
  );
}

// Where a command begins: at the head of a line, or behind what ends another one, a quote or a colon.
const CALL = /(?:^|[:;&|(`"']|\b(?:do|then)\b)[ \t]*task((?:[ \t]+[a-z][a-z:-]*)+)/gm;

function mentioned(path: string, text: string): string[] {
  if (path.endsWith('.md')) return codeOf(text).flatMap(called);
  if (/\.ya?ml$/.test(path) && !/^(charts|observability\/templates|platform\/[^/]+\/templates)\//.test(path))
    return textsOf(documents(text)).flatMap(called);
  return path.endsWith('.sh') ? called(text.replace(/^\s*#.*$/gm, '')) : [];
}

const documents = (text: string): unknown[] =>
  [parseAllDocuments(text)].flat().map((document) => ('toJS' in document ? document.toJS() : null) as unknown);

const called = (text: string): string[] => Array.from(text.matchAll(CALL), ([, names]) => names!.trim().split(/[ \t]+/)).flat();

/** Every text in a document; `{ task: x }` calls x. The tools that an action installs are no commands. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (key === 'install_args') return [];
    return key === 'task' && typeof item === 'string' && !item.includes('{{') ? [`task ${item}`] : textsOf(item);
  });
}

/** Code of a page: prose may use the word as it likes. */
const codeOf = (text: string): string[] =>
  nodes(tree(text)).flatMap((node) =>
    node.type === 'inlineCode' || (node.type === 'code' && node.lang === 'sh') ? [node.value.replace(/\s#.*$/gm, '')] : [],
  );
