import { ITEM_QUESTIONS, QUESTIONS, type Question } from '../shell/questions.ts';

const VERBS: readonly (readonly [string, string])[] = [
  ['[dir]', 'ask, show what will be written, write it'],
  ['add <kind> [name]', 'a service, environment or component'],
  ['remove <kind> <name>', 'the inverse of add'],
  ['set <field>=<value> ...', 'change an answer later'],
  ['update [path ...]', 'take the templates of this version; a named path is written as planned'],
  ['diff [field=value ...] [path ...]', 'what update or set would change'],
  ['status', 'each file: ours, edited by you, deleted by you, yours, stale, in conflict'],
  ['check', 'stack file, lock and tree agree; the persona has its files'],
  ['undo', 'restore exactly what the last run changed'],
  ['list', 'what the catalog has'],
  ['explain <path> | component <id> | persona <name>', 'why it is here'],
];

const FLAGS: readonly (readonly [string, string])[] = [
  ['-C, --directory <dir>', 'the repository; the current folder if absent'],
  ['--yes', 'defaults for what was not given'],
  ['--from <file>', 'answers from a stack file, - for standard input'],
  ['--dry-run', 'show, write nothing'],
  ['--json', 'one object on standard output'],
  ['--conflicts <how>', 'markers | mine | theirs'],
  ['--prune', 'allow an edit to drop what describes data'],
  ['--catalog <dir>', 'repeatable; builtin names the shipped one'],
  ['--because <text>', 'why, for the decision that set writes down'],
  ['--after <environment>', 'where add environment puts the new one'],
  ['--no-color, --verbose, --help, --version', ''],
];

const section = (title: string, rows: readonly (readonly [string, string])[]): string[] => {
  const width = Math.min(48, Math.max(...rows.map(([name]) => name.length)));
  return ['', title, ...rows.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`.trimEnd())];
};

const row = ({ flag, help: text }: Question): [string, string] => [`--${flag}`, text];

/** The help text; generated from the same tables that read the command line. */
export const help = (): string =>
  [
    'create-devops-stack: a platform repository that is yours, and stays current.',
    ...section('Usage: create-devops-stack ...', VERBS),
    ...section('Flags', FLAGS),
    ...section('Answers (each also DEVOPS_STACK_<NAME>, and a key of devops-stack.yaml)', QUESTIONS.map(row)),
    ...section('add environment', ITEM_QUESTIONS.environment.map(row)),
    ...section('add service', ITEM_QUESTIONS.service.map(row)),
    '',
    'Exit codes: 0 done, 1 failed, 2 mend the input, 3 done with conflicts, 4 refused to protect something, 130 interrupted',
  ].join('\n');
