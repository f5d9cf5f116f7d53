import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { pin } from '../harness/pins.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';

const CONFIG = 'observability/alertmanager/alertmanager.yaml';
const TASKS = 'tasks/monitoring.yml';

interface Taskfile {
  readonly tasks: Readonly<Record<string, { readonly vars?: Readonly<Record<string, string>>; readonly cmds?: readonly unknown[] }>>;
}

/** The calls of amtool in the tasks that people run, as lists of words. */
function callsOf({ root }: Work): string[][] {
  const { tasks } = parse(readFileSync(join(root, TASKS), 'utf8')) as Taskfile;
  return Object.values(tasks).flatMap(({ vars = {}, cmds = [] }) =>
    cmds
      .filter((command) => typeof command === 'string')
      .map((command) => command.replaceAll(/\{\{\.(\w+)\}\}/g, (all, name: string) => vars[name] ?? all))
      .filter((command) => command.startsWith('amtool '))
      .map((command) => command.split(' ').slice(1)),
  );
}

/** Alertmanager's settings, and whom each kind of alert reaches: by the very calls of `task lint:alerts` and `task test:alerts`. */
export const amtool = tool({
  name: 'amtool',
  version: pin('alertmanager'),
  tier: 1,
  recipes: [{ kind: 'go', package: 'github.com/prometheus/alertmanager/cmd/amtool', version: 'v0.34.2', binary: 'amtool' }],
  // A build from the module proxy does not know its release.
  trueVersion: async () => '0.34.2',
  reads: (path) => path === CONFIG || path === TASKS,
  run: async (work) => {
    const calls = callsOf(work);
    const findings: Finding[] = [];
    for (const kind of ['check-config', 'routes'].filter((word) => !calls.some((call) => call.includes(word))))
      findings.push({ file: TASKS, message: `no task calls amtool for ${kind}` });
    for (const call of calls) {
      const { code, out, err } = await work.exec(work.bin('amtool'), call);
      if (code !== 0) findings.push({ file: CONFIG, message: `amtool ${call.join(' ')}: exit ${code}: ${`${err} ${out}`.trim()}` });
    }
    return findings;
  },
  seed: {
    files: {
      [CONFIG]: 'route: { receiver: ticket }\nreceivers: [{ name: ticket }]\n',
      [TASKS]: `version: "3"
tasks:
  test:alerts:
    vars:
      ROUTES: amtool config routes test --config.file=${CONFIG}
    cmds:
      - amtool check-config nowhere.yaml
      - "{{.ROUTES}} --verify.receivers=page severity=page"
`,
    },
    finds: [/Expected receivers did not match|expected/i, /nowhere\.yaml/],
  },
});
