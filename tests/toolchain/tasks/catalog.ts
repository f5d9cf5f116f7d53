import { parse as parseToml } from 'smol-toml';
import { parse } from 'yaml';
import { isRecord } from '../../../src/core/values.ts';
import { TASKFILE } from '../harness/output.ts';
import type { Work } from '../harness/tool.ts';
import { programs, readShell, VALUE } from './commands.ts';

/** What one task, script or job calls. */
export interface Caller {
  readonly file: string;
  readonly name: string;
  readonly programs: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
}

/** Programs that a tool of mise.toml brings under other names. */
const BRINGS: Readonly<Record<string, readonly string[]>> = {
  node: ['node', 'npm', 'npx'],
  'aws-cli': ['aws'],
  uv: ['uv', 'uvx'],
  'aqua:prometheus/prometheus': ['prometheus', 'promtool'],
  'aqua:prometheus/alertmanager': ['alertmanager', 'amtool'],
};

/** Program → the name under which mise.toml has it. */
export function toolsOf(mise: string): Map<string, string> {
  const { tools } = parseToml(mise) as { tools: Record<string, string> };
  return new Map(
    Object.keys(tools).flatMap((name) => (BRINGS[name] ?? [name.replace(/^.*[:/]/, '')]).map((program) => [program, name] as const)),
  );
}

type Shells = Pick<Work, 'exec' | 'bin'>;

export async function callerOf(work: Shells, place: { file: string; name: string }, texts: readonly string[]): Promise<Caller> {
  const { calls, functions } = await readShell(work, texts.join('\n'));
  const called = calls.filter(([head]) => head === undefined || !functions.has(head));
  const tasks = called.filter(([head]) => head === 'task').flatMap(([, ...words]) => words);
  return {
    ...place,
    programs: new Set(called.flatMap(programs)),
    tasks: new Set(tasks.filter((word) => word !== undefined && word !== VALUE && /^[a-z][a-z:-]*$/.test(word)) as string[]),
  };
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const words = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === 'string');
const scripts = (values: unknown): string[] =>
  isRecord(values) ? words(Object.values(values).map((value) => (isRecord(value) ? value['sh'] : undefined))) : [];

/** Every task of every Taskfile, with what it calls. */
export async function tasksOf(work: Shells, files: ReadonlyMap<string, string>): Promise<Caller[]> {
  const found = [...files].filter(([path]) => TASKFILE.test(path)).map(([file, text]) => [file, parse(text) as unknown] as const);
  return Promise.all(
    found.flatMap(([file, content]) => {
      const shared = isRecord(content) ? [...scripts(content['vars']), ...scripts(content['env'])] : [];
      const tasks = isRecord(content) && isRecord(content['tasks']) ? Object.entries(content['tasks']) : [];
      return tasks.map(([name, task]) => taskOf(work, { file, name }, isRecord(task) ? task : {}, shared));
    }),
  );
}

async function taskOf(
  work: Shells,
  place: { file: string; name: string },
  task: Readonly<Record<string, unknown>>,
  shared: readonly string[],
): Promise<Caller> {
  const steps = [...list(task['cmds']), ...list(task['deps'])];
  const checks = [...list(task['preconditions']), ...list(task['status'])].map((check) => (isRecord(check) ? check['sh'] : check));
  const commands = list(task['cmds']).map((step) => (isRecord(step) ? (step['cmd'] ?? step['defer']) : step));
  const caller = await callerOf(work, place, [
    ...words([...commands, ...checks]),
    ...scripts(task['vars']),
    ...scripts(task['env']),
    ...shared,
  ]);
  const called = words(steps.map((step) => (isRecord(step) ? step['task'] : undefined)));
  const before = words(list(task['deps']));
  return { ...caller, tasks: new Set([...caller.tasks, ...called, ...before].filter((name) => !name.includes('{{'))) };
}
