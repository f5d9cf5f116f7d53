import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Finding, Work } from '../harness/tool.ts';
import { objectsIn, POLICIES } from './trial.ts';

export const PIPELINE = 'tasks/delivery.yml';
const APPLICATION = /^gitops\/argocd\/([^/]+)\/platform\.yaml$/;

export const isApplication = (path: string): boolean => APPLICATION.test(path);

interface Application {
  readonly spec: { readonly sources?: readonly { readonly path: string }[] };
}

/** The folders that Argo CD reads. */
const ofArgo = (work: Work): string[] =>
  objectsIn(work, APPLICATION)
    .filter(({ object }) => object.kind === 'Application')
    .flatMap(({ object }) => ((object as unknown as Application).spec.sources ?? []).map(({ path }) => path));

/** The folders that the task of the pipeline applies. */
function ofPipeline({ root }: Work, environment: string): string[] {
  if (!existsSync(join(root, PIPELINE))) return [];
  const { tasks } = parse(readFileSync(join(root, PIPELINE), 'utf8')) as { tasks: Readonly<Record<string, { cmds?: readonly string[] }>> };
  const commands = (tasks['policies:apply']?.cmds ?? []).join(' ').replaceAll('{{.ENV}}', environment);
  return Array.from(commands.matchAll(/--filename (\S+)/g), ([, path]) => path!);
}

/** Whoever brings the policies to a cluster brings them all, and the bindings of this environment. */
export function undelivered(work: Work, environment: string): Finding[] {
  const folders = [...ofArgo(work), ...ofPipeline(work, environment)];
  const missing = [POLICIES, `${POLICIES}/environments/${environment}`].filter((folder) => !folders.includes(folder));
  return missing.map((folder) => ({ file: '', message: `nothing brings ${folder} to ${environment}` }));
}
