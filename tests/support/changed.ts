import picomatch from 'picomatch';
import { tasksOf } from './tasks.ts';

type Files = ReadonlyMap<string, string>;

interface Call {
  readonly task: string;
  readonly vars?: { readonly CHECK: string; readonly FILES: string };
}

/** The commands of a task, as they stand; none where there is no such task. */
function commandsOf(task: string, tasks: ReadonlyMap<string, unknown>): readonly unknown[] {
  const found = tasks.get(task) as { readonly cmds?: readonly unknown[] } | undefined;
  return found?.cmds ?? [];
}

/** Words of a command that are paths or patterns of the repository; a variable may be any name. */
const pathsIn = (text: string): string[] =>
  Array.from(text.replaceAll(/\$\{[^}]*\}|\$\w+|\{\{[^}]*\}\}/g, '*').matchAll(/(?<![\w./*-])\.?[\w*-]+(?:[./][\w*-]+)*\/?/g), ([word]) =>
    word.replace(/\/$/, ''),
  ).filter((word) => /^\.?\w/.test(word));

/** What the commands of a task read: what they name, and what a script that they call names. The fixtures of a script's test are not ours. */
function readBy(commands: readonly unknown[], files: Files): string[] {
  const tree = [...files.keys()];
  const under = (text: string): string[] =>
    pathsIn(text).flatMap((word) => {
      const matches = picomatch([word, `${word}/**`], { dot: true });
      return tree.filter((path) => matches(path));
    });
  const named = under(JSON.stringify(commands).replaceAll('\\"', '"'));
  const scripts = named.filter((path) => path.endsWith('.sh') && !/(?:^|[/_])test\.sh$/.test(path));
  return [...new Set([...named, ...scripts.flatMap((path) => under(files.get(path)!.replace(/^\s*#.*$/gm, '')))])];
}

/** What a change could break without the check or test that reads it being run. */
export function blindSpots(files: Files): string[] {
  const tasks = tasksOf(files);
  return ['lint', 'test'].flatMap((kind) => {
    const all = commandsOf(kind, tasks) as readonly Call[];
    const some = commandsOf(`${kind}:changed`, tasks) as readonly Call[];
    const missing = all
      .filter(({ task }) => !some.some(({ vars }) => vars?.CHECK === task))
      .map(({ task }) => `${kind}:changed leaves out ${task}`);
    const blind = some.flatMap(({ vars }) => {
      const seen = new RegExp(vars!.FILES);
      return readBy(commandsOf(vars!.CHECK, tasks), files)
        .filter((path) => !seen.test(path))
        .map((path) => `${kind}:changed: ${vars!.CHECK} reads ${path}, which ${vars!.FILES} does not match`);
    });
    return [...missing, ...blind];
  });
}
