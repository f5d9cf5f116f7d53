import { fromJson, says, TASKFILE, WORKFLOW } from '../harness/output.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';

interface Answer {
  readonly errors: readonly { readonly filename: string; readonly path: string; readonly message: string }[];
  readonly parse_errors?: readonly { readonly filename: string; readonly message: string }[];
}

interface Kind {
  readonly reads: (path: string) => boolean;
  /** Files that are judged: without those that only bring the schema. */
  readonly judged?: (path: string) => boolean;
  readonly args: readonly string[];
}

const STACK = 'devops-stack.yaml';
const STACK_SCHEMA = 'devops-stack.schema.json';

const KINDS: Readonly<Record<string, Kind>> = {
  workflows: { reads: (path) => WORKFLOW.test(path), args: ['--builtin-schema', 'vendor.github-workflows'] },
  timeouts: { reads: (path) => WORKFLOW.test(path), args: ['--builtin-schema', 'custom.github-workflows-require-timeout'] },
  tasks: { reads: (path) => TASKFILE.test(path), args: ['--builtin-schema', 'vendor.taskfile'] },
  compose: { reads: (path) => /^(?!tasks\/)(.+\/)?compose\.ya?ml$/.test(path), args: ['--builtin-schema', 'vendor.compose-spec'] },
  renovate: { reads: (path) => path === 'renovate.json', args: ['--builtin-schema', 'vendor.renovate'] },
  stack: {
    reads: (path) => path === STACK || path === STACK_SCHEMA,
    judged: (path) => path === STACK,
    args: ['--schemafile', STACK_SCHEMA],
  },
  schemas: { reads: (path) => path.endsWith('.schema.json'), args: ['--check-metaschema'] },
};

/** A file that several kinds read is in the unit of the first of them, and judged there by all. */
const first = (path: string): string | undefined => Object.entries(KINDS).find(([, { reads }]) => reads(path))?.[0];

async function judge({ files, exec, bin }: Work, { reads, judged, args }: Kind): Promise<readonly Finding[]> {
  const ran = await exec(bin('check-jsonschema'), ['--output-format=json', ...args, ...files.filter(judged ?? reads)]);
  return fromJson<Answer>(ran, [0, 1], ({ errors, parse_errors: broken = [] }) => [
    ...errors.map(({ filename, path, message }) => ({ file: filename, message: `${path}: ${message}` })),
    ...broken.map(({ filename, message }) => ({ file: filename, message })),
  ]);
}

/** Structure: what GitHub, Task, Compose and Renovate publish for their files, and our own schema for the stack file. */
export const schemas = tool({
  name: 'schemas',
  version: '0.39.0',
  tier: 1,
  recipes: [{ kind: 'python', binary: 'check-jsonschema' }],
  trueVersion: says('check-jsonschema', '--version'),
  reads: (path) => Object.values(KINDS).some(({ reads }) => reads(path)),
  units: (files) =>
    Object.fromEntries(
      Object.entries(KINDS).map(([name, { reads }]) => [name, files.filter((path) => reads(path) && first(path) === name)]),
    ),
  run: async (work) => {
    const kinds = Object.values(KINDS).filter(({ reads, judged = reads }) => work.files.some(judged));
    return (await Promise.all(kinds.map((kind) => judge(work, kind)))).flat();
  },
  seed: {
    files: {
      'Taskfile.yml': 'version: "3"\ntasks: { a: { cmd: [b], desk: A } }\n',
      [STACK]: 'name: 1\n',
      [STACK_SCHEMA]: '{ "properties": { "name": { "type": "string" } } }\n',
    },
    finds: /desk|'string'/,
  },
});
