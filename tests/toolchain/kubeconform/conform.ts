import type { Finding, Recipe, Work } from '../harness/tool.ts';
import { locations, schemaFolder } from './schemas.ts';

export const KUBECONFORM: Recipe = {
  kind: 'go',
  package: 'github.com/yannh/kubeconform/cmd/kubeconform',
  version: 'v0.8.0',
  binary: 'kubeconform',
};

interface Report {
  readonly resources: readonly {
    readonly kind: string;
    readonly name: string;
    readonly status: string;
    readonly msg: string;
  }[];
}

/** Do the objects of a stream of YAML agree with the schemas? An unknown kind or field is a finding, and so is a stream without objects. */
export async function conform(work: Work, text: string, from: { readonly file: string; readonly title: string }): Promise<Finding[]> {
  const flags = ['-strict', '-verbose', '-output', 'json', ...locations(schemaFolder(work)), '-'];
  const { code, out, err } = await work.exec(work.bin('kubeconform'), flags, { input: text });
  const { resources = [] } = JSON.parse(out || '{}') as Partial<Report>;
  const bad = resources.filter(({ status }) => status !== 'statusValid');
  const messages = bad.map(({ kind, name, status, msg }) => `${kind} ${name}: ${msg || status}`);
  if (err.trim() || resources.length === 0 || (code !== 0 && bad.length === 0))
    messages.push(`exit ${code}, ${resources.length} objects: ${err.trim()}`);
  return messages.map((message) => ({ file: from.file, message: `${from.title}${message}` }));
}
