import { parse } from 'yaml';
import picomatch from 'picomatch';
import { isRecord } from '../../src/core/values.ts';
import { taskfile } from './parsers/taskfile.ts';

type Files = ReadonlyMap<string, string>;

interface Call {
  readonly task: string;
  readonly vars?: { readonly TASK: string; readonly FILES: string };
}

const tasksOf = (files: Files): Record<string, { readonly cmds?: readonly unknown[] }> =>
  Object.assign(
    {},
    ...[...files].flatMap(([path, text]) => {
      const file = taskfile.reads(path) ? (parse(text) as unknown) : null;
      return isRecord(file) && isRecord(file['tasks']) ? [file['tasks']] : [];
    }),
  ) as Record<string, { cmds?: unknown[] }>;

/** Words of a command that are paths or patterns of the repository; a variable may be any name. */
const pathsIn = (text: string): string[] =>
  Array.from(text.replaceAll(/\$\{[^}]*\}|\$\w+|\{\{[^}]*\}\}/g, '*').matchAll(/(?<![\w./*-])\.?[\w*-]+(?:[./][\w*-]+)*\/?/g), ([word]) =>
    word.replace(/\/$/, ''),
  ).filter((word) => /^\.?\w/.test(word));

/** What the commands of a task read: what they name, and what a script that they call names. The fixtures of a script's test are not ours. */
function readBy(task: string, files: Files): string[] {
  const tree = [...files.keys()];
  const under = (text: string): string[] =>
    pathsIn(text).flatMap((word) => {
      const matches = picomatch([word, `${word}/**`], { dot: true });
      return tree.filter((path) => matches(path));
    });
  const named = under(JSON.stringify(tasksOf(files)[task]?.cmds ?? []).replaceAll('\\"', '"'));
  const scripts = named.filter((path) => path.endsWith('.sh') && !/(?:^|[/_])test\.sh$/.test(path));
  return [...new Set([...named, ...scripts.flatMap((path) => under(files.get(path)!.replace(/^\s*#.*$/gm, '')))])];
}

/** What a change could break without the check or test that reads it being run. */
export function blindSpots(files: Files): string[] {
  const tasks = tasksOf(files);
  return ['lint', 'test'].flatMap((kind) => {
    const all = (tasks[kind]?.cmds ?? []) as readonly Call[];
    const some = (tasks[`${kind}:changed`]?.cmds ?? []) as readonly Call[];
    const missing = all
      .filter(({ task }) => !some.some(({ vars }) => vars?.TASK === task))
      .map(({ task }) => `${kind}:changed leaves out ${task}`);
    const blind = some.flatMap(({ vars }) => {
      const seen = new RegExp(vars!.FILES);
      return readBy(vars!.TASK, files)
        .filter((path) => !seen.test(path))
        .map((path) => `${kind}:changed: ${vars!.TASK} reads ${path}, which ${vars!.FILES} does not match`);
    });
    return [...missing, ...blind];
  });
}
