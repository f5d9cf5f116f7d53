import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
import { ErrorPolicy } from '@actions/workflow-parser/model/convert';
import { parse } from 'yaml';
import type { Parser } from './parser.ts';
import { shellFaults } from './shell.ts';

const job = (rest: string): string => `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n${rest}`;

/** GitHub's own parser: its schema of workflows, its expressions and contexts, and the order of jobs. */
export const workflow: Parser = {
  language: 'GitHub workflow',
  by: '@actions/workflow-parser',
  reads: (path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path),
  faults: async (content, name) => {
    const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
    const read = context.errors.getErrors().map(({ message }) => message);
    if (read.length > 0 || !value) return [...read, ...(value ? [] : ['it holds no workflow'])];
    const template = await convertWorkflowTemplate(context, value, undefined, { errorPolicy: ErrorPolicy.TryConversion });
    return [...(template.errors ?? []).map(({ Message }) => Message), ...(await Promise.all(commands(content).map(readable))).flat()];
  },
  wrong: {
    'a misspelt key': job('    stepz: []\n'),
    'an unknown event': job('    steps: [{ run: a }]\n').replace('push', 'pushh'),
    'an unknown context': job('    steps: [{ run: "${{ githubb.ref }}" }]\n'),
    'a broken expression': job('    steps: [{ run: a, if: "foo(" }]\n'),
    'an unknown permission': job('    permissions: { contentz: read }\n    steps: [{ run: a }]\n'),
    'a step that no shell reads': job('    steps: [{ run: "if a; then" }]\n'),
    'a job that waits for none': job('    steps: [{ run: a }]\n  b:\n    needs: c\n    runs-on: x\n    steps: [{ run: a }]\n'),
  },
};

interface Steps {
  readonly jobs: Readonly<Record<string, { readonly steps?: readonly { readonly run?: string }[] }>>;
}

const commands = (content: string): string[] =>
  Object.values((parse(content) as Steps).jobs).flatMap(({ steps = [] }) => steps.flatMap(({ run }) => (run === undefined ? [] : [run])));

const readable = (run: string): Promise<string[]> => shellFaults(run.replace(/\$\{\{.*?\}\}/gs, 'x'));
