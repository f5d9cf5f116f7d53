import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import type { Finding, Work } from '../harness/tool.ts';
import { KUBERNETES } from './recipes.ts';
import { helm } from './render.ts';

/** A chart that a cluster gets besides its services. */
export interface Addon {
  readonly name: string;
  readonly path: string;
  readonly namespace: string;
  readonly security: string;
}

interface Application {
  readonly kind: string;
  readonly spec: {
    readonly source?: { readonly path: string; readonly helm?: { readonly releaseName: string } };
    readonly destination: { readonly namespace: string };
    readonly syncPolicy?: { readonly managedNamespaceMetadata?: { readonly labels: Readonly<Record<string, string>> } };
  };
}

export const INSTALLER = 'scripts/platform.sh';
const PAGE = /^gitops\/argocd\/[^/]+\/platform\.yaml$/;

/** Charts of ours in platform/ and their values; the charts of others that they bring are not in the tree. */
export const isPlatformChart = (path: string): boolean =>
  /^platform\/[^/]+\/((Chart|values)\.yaml|environments\/[^/]+\.yaml|templates\/.+)$/.test(path);

/** The add-ons of an environment in the order in which they come, as Argo CD or the script of the pipeline brings them. */
export function addonsOf({ root, files }: Work, environment: string): Addon[] {
  const page = files.find((path) => PAGE.test(path));
  if (page) return ofArgo(readFileSync(join(root, page), 'utf8'));
  const script = join(root, INSTALLER);
  const rows = existsSync(script) ? readFileSync(script, 'utf8').matchAll(/^ {2}"(\S+) (\S+) (\S+) (\S+) (\S+)"$/gm) : [];
  return Array.from(rows)
    .filter(([, environments]) => environments!.split(',').includes(environment))
    .map(([, , name, namespace, security, path]) => ({ name: name!, namespace: namespace!, security: security!, path: path! }));
}

const ofArgo = (text: string): Addon[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as Application)
    .filter(({ kind }) => kind === 'Application')
    .map(({ spec: { source, destination, syncPolicy } }) => ({
      name: source?.helm?.releaseName ?? '',
      path: source?.path ?? '',
      namespace: destination.namespace,
      security: syncPolicy?.managedNamespaceMetadata?.labels['pod-security.kubernetes.io/enforce'] ?? 'privileged',
    }));

/** What a chart of ours renders itself, without the charts of others that it brings. */
export async function renderOwn(
  work: Work,
  { name, path, namespace }: Addon,
  environment?: string,
): Promise<{ text: string; findings: Finding[] }> {
  const file = `${path}/Chart.yaml`;
  if (!work.files.some((one) => one.startsWith(`${path}/templates/`))) return { text: '', findings: [] };
  const { dependencies, ...chart } = parse(readFileSync(join(work.root, file), 'utf8')) as { dependencies?: unknown };
  if (dependencies) writeFileSync(join(work.root, file), stringify(chart));
  const values = environment ? [`${path}/environments/${environment}.yaml`].filter((one) => work.files.includes(one)) : [];
  const flags = [...values.flatMap((one) => ['--values', one]), '--kube-version', KUBERNETES];
  const lint = await helm(work, 'lint', '--strict', '--quiet', path, ...flags);
  const { code, out, err } = await helm(work, 'template', name, path, '--namespace', namespace, ...flags);
  const said = lint.code !== 0 || code !== 0 || err.trim() ? [`helm: ${`${lint.code ? lint.out + lint.err : ''} ${err}`.trim()}`] : [];
  return { text: code === 0 ? out : '', findings: said.map((message) => ({ file, message })) };
}
