import { parse } from 'yaml';
import { WORKFLOW } from '../harness/output.ts';
import type { Finding, Work } from '../harness/tool.ts';
import { type Caller, callerOf } from './catalog.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly Step[] }>>;
}

/** A job whose mise step installs named tools installs those that its commands call, and no more. */
export async function jobFaults(
  work: Pick<Work, 'exec' | 'bin'>,
  files: ReadonlyMap<string, string>,
  { callers, tools }: { readonly callers: readonly Caller[]; readonly tools: ReadonlyMap<string, string> },
): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const [file, text] of [...files].filter(([path]) => WORKFLOW.test(path)))
    for (const [name, { steps = [] }] of Object.entries((parse(text) as Workflow).jobs)) {
      const installs = steps.find(({ uses }) => uses?.startsWith('jdx/mise-action@'))?.with?.['install_args'];
      if (typeof installs !== 'string') continue;
      const job = await callerOf(
        work,
        { file, name },
        steps.flatMap(({ run }) => (run === undefined ? [] : [run])),
      );
      const called = new Set([...reached(job, callers)].flatMap((program) => tools.get(program) ?? []));
      const installed = installs.split(/\s+/);
      for (const tool of called)
        if (!installed.includes(tool)) found.push({ file, message: `job ${name} calls ${tool} and does not install it` });
      for (const tool of installed)
        if (!called.has(tool)) found.push({ file, message: `job ${name} installs ${tool} and does not call it` });
    }
  return found;
}

/** Every program that a caller comes to, through tasks and scripts. */
function reached(start: Caller, callers: readonly Caller[]): Set<string> {
  const seen = new Set<Caller>();
  const queue = [start];
  for (const caller of queue) {
    if (seen.has(caller)) continue;
    seen.add(caller);
    queue.push(...callers.filter(({ file, name }) => caller.tasks.has(name) || caller.programs.has(file)));
  }
  return new Set([...seen].flatMap(({ programs }) => [...programs]));
}
