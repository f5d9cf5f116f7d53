import { statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { deadTasks } from '../../support/tasks.ts';
import { fromJson, says, TASKFILE, WORKFLOW } from '../harness/output.ts';
import { pin } from '../harness/pins.ts';
import { named, textsOf } from '../harness/text.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';
import { type Caller, callerOf, tasksOf, toolsOf } from './catalog.ts';
import { chosen } from './changed.ts';
import { VALUE } from './commands.ts';
import { jobFaults } from './jobs.ts';
import { BEFORE, EVERYWHERE } from './machine.ts';

const HOOKS = '.pre-commit-config.yaml';
const FIRST_DAY = 'docs/onboarding/first-day.md';

/** Task itself takes the Taskfiles in. */
async function listed({ exec, bin }: Work): Promise<readonly Finding[]> {
  return fromJson<{ tasks: { name: string; desc: string }[] }>(await exec(bin('task'), ['--list-all', '--json']), [0], ({ tasks }) =>
    tasks.length === 0 ? [{ file: 'Taskfile.yml', message: 'there is no task' }] : [],
  );
}

async function hooksOf(work: Work, text: string): Promise<Caller> {
  const { repos } = parse(text) as { repos: { hooks: { entry?: string }[] }[] };
  const entries = repos.flatMap(({ hooks }) => hooks.flatMap(({ entry }) => (entry === undefined ? [] : [entry])));
  return callerOf(work, { file: HOOKS, name: 'hooks' }, entries);
}

/** A program is pinned in mise.toml, is on every machine, is named on the page of the first day, or is a script of the repository. */
function programFault(
  program: string,
  { root, files }: Work,
  known: { tools: ReadonlyMap<string, string>; firstDay: string },
): string | undefined {
  if (known.tools.has(program) || EVERYWHERE.has(program)) return undefined;
  if (program.includes('/')) {
    const pattern = new RegExp(`^${program.replaceAll('.', '\\.').replaceAll(VALUE, '[^/]+')}$`);
    const scripts = files.filter((path) => pattern.test(path));
    if (scripts.length === 0) return `calls ${program}, which is not there`;
    return scripts.every((path) => (statSync(join(root, path)).mode & 0o111) !== 0)
      ? undefined
      : `calls ${program}, which is not executable`;
  }
  if (!BEFORE[program]) return `calls ${program}, which is not in mise.toml`;
  return BEFORE[program].test(known.firstDay) ? undefined : `calls ${program}, which is neither in mise.toml nor in ${FIRST_DAY}`;
}

async function run(work: Work): Promise<Finding[]> {
  const files = textsOf(work.root, work.files);
  const scripts = [...files].filter(([path]) => path.endsWith('.sh'));
  const callers = [
    ...(await tasksOf(work, files)),
    ...(await Promise.all(scripts.map(([file, text]) => callerOf(work, { file, name: file }, [text])))),
    ...(files.has(HOOKS) ? [await hooksOf(work, files.get(HOOKS)!)] : []),
  ];
  const known = { tools: toolsOf(files.get('mise.toml') ?? '[tools]'), firstDay: files.get(FIRST_DAY) ?? '' };
  const programs = callers.flatMap(({ file, name, programs: called }) =>
    [...called].flatMap((program) => {
      const fault = programFault(program, work, known);
      return fault ? [{ file, message: `${name} ${fault}` }] : [];
    }),
  );
  return [
    ...(await listed(work)),
    ...deadTasks(files).map(named),
    ...programs,
    ...(await jobFaults(work, files, { callers, tools: known.tools })),
    ...(files.has(HOOKS) ? await chosen(work) : []),
  ];
}

const isCaller = (path: string): boolean => TASKFILE.test(path) || path === 'mise.toml' || path === HOOKS;
const speaksOfTasks = (path: string): boolean => /\.(md|sh|ya?ml)$/.test(path) && !/^(charts|observability\/templates)\//.test(path);

/** Tasks: Task reads them, whoever names one is right, and every program that is called can be had on the machine that calls it. */
export const tasks = tool({
  name: 'tasks',
  version: pin('task'),
  tier: 1,
  recipes: [
    { kind: 'go', package: 'github.com/go-task/task/v3/cmd/task', version: 'v3.53.1', binary: 'task' },
    { kind: 'go', package: 'mvdan.cc/sh/v3/cmd/shfmt', version: 'v3.14.1', binary: 'shfmt' },
  ],
  trueVersion: says('task', '--version'),
  uses: ['../support'],
  reads: (path) => isCaller(path) || WORKFLOW.test(path),
  units: (_files, tree) => ({ all: tree.filter((path) => isCaller(path) || speaksOfTasks(path)) }),
  run,
  seed: {
    files: {
      'Taskfile.yml': `version: "3"
tasks:
  a: { desc: A, cmds: [git ls-files | xargs -0 nosuchtool --strict] }
  lint:changed: { desc: Sees no page, requires: { vars: [BASE] }, cmds: [task lint:secrets] }
  test:changed: { desc: Sees nothing, requires: { vars: [BASE] }, cmds: ["true"] }
  lint:secrets: { desc: Secrets, cmds: ["true"] }
`,
      'mise.toml': '[tools]\ntask = "3.53.1"\n',
      '.pre-commit-config.yaml': 'repos:\n  - repo: local\n    hooks: []\n',
    },
    finds: [/calls nosuchtool, which is not in mise.toml/, /without a page it runs lint:secrets, not lint:markdown, lint:secrets/],
  },
});
