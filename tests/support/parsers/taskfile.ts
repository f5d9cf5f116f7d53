import { parse } from 'yaml';
import { isRecord } from '../../../src/core/values.ts';
import type { Parser } from './parser.ts';
import { shellFaults } from './shell.ts';

/** Keys of Taskfile version 3 that the catalog uses; a new one is added with a look into go-task's schema. */
const TASK_KEYS = [
  'desc',
  'prompt',
  'run',
  'status',
  'summary',
  'cmds',
  'deps',
  'dir',
  'env',
  'vars',
  'requires',
  'preconditions',
  'silent',
  'interactive',
  'internal',
  'aliases',
];
const COMMAND_KEYS = ['cmd', 'task', 'vars', 'for', 'silent', 'defer', 'ignore_error', 'platforms'];
const TOP_KEYS = ['version', 'set', 'includes', 'vars', 'env', 'tasks', 'silent'];

/** Its YAML is read by another parser; this one reads its commands, with a word where go-task puts a value. */
export const taskfile: Parser = {
  language: 'Taskfile',
  by: 'keys of version 3, commands by sh-syntax',
  reads: (path) => /^(Taskfile|tasks\/[^/]+)\.yml$/.test(path),
  faults: async (text) => {
    const file = parse(text) as unknown;
    if (!isRecord(file) || !isRecord(file['tasks'])) return ['it holds no tasks'];
    const tasks = Object.entries(file['tasks']);
    const commands = [...tasks.flatMap(([, task]) => commandsOf(task)), ...scripts(file['vars'])];
    return [
      ...(file['version'] === '3' ? [] : ['its version is not "3"']),
      ...unknown(file, TOP_KEYS, 'the file'),
      ...tasks.flatMap(([name, task]) => taskFaults(name, task)),
      ...(await Promise.all(commands.map(readable))).flat(),
    ];
  },
  wrong: {
    'no version': 'tasks: { a: { desc: A, cmds: [b] } }\n',
    'a misspelt key': 'version: "3"\ntasks: { a: { desc: A, cmd: [b] } }\n',
    'a task without a description': 'version: "3"\ntasks: { a: { cmds: [b] } }\n',
    'a command that no shell reads': 'version: "3"\ntasks: { a: { desc: A, cmds: ["if b; then"] } }\n',
    'a variable that no shell reads': 'version: "3"\ntasks: { a: { desc: A, vars: { B: { sh: "(c" } }, cmds: [b] } }\n',
  },
};

function taskFaults(name: string, task: unknown): string[] {
  if (!isRecord(task)) return [`${name} is no task`];
  const described = task['desc'] !== undefined || task['internal'] === true;
  const commands = list(task['cmds']).filter(isRecord);
  return [
    ...(described ? [] : [`${name} has no description`]),
    ...unknown(task, TASK_KEYS, name),
    ...commands.flatMap((command) => unknown(command, COMMAND_KEYS, name)),
  ];
}

const unknown = (value: Record<string, unknown>, keys: readonly string[], where: string): string[] =>
  Object.keys(value)
    .filter((key) => !keys.includes(key))
    .map((key) => `${where}: ${key} is no key of a Taskfile`);

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** Every text of a task that a shell runs. */
function commandsOf(task: unknown): string[] {
  if (!isRecord(task)) return [];
  const cmds = list(task['cmds']).map((command) => (isRecord(command) ? command['cmd'] : command));
  const checks = [...list(task['preconditions']), ...list(task['status'])].map((check) => (isRecord(check) ? check['sh'] : check));
  return [...[...cmds, ...checks].filter((text) => typeof text === 'string'), ...scripts(task['vars']), ...scripts(task['env'])];
}

const scripts = (values: unknown): string[] =>
  isRecord(values)
    ? Object.values(values).flatMap((value) => (isRecord(value) && typeof value['sh'] === 'string' ? [value['sh']] : []))
    : [];

async function readable(command: string): Promise<string[]> {
  const faults = await shellFaults(command.replace(/\{\{.*?\}\}/gs, 'x'));
  return faults.map((fault) => `${fault}: ${command}`);
}
