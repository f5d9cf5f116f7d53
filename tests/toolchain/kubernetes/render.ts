import { join } from 'node:path';
import type { Finding, Work } from '../harness/tool.ts';
import type { Cell } from './cells.ts';
import { KUBERNETES } from './recipes.ts';

/** An image that exists nowhere: what a promotion would write, where none has happened. */
const INVENTED = 'registry.example/invented';
const imageOf = (repository: string): string => `image.repository=${repository},image.digest=sha256:${'0123456789abcdef'.repeat(4)}`;

export interface Rendered {
  readonly cell: Cell;
  readonly text: string;
}

/** Helm with no settings of the machine's. */
export const helm = (work: Work, ...args: readonly string[]): ReturnType<Work['exec']> =>
  work.exec(work.bin('helm'), args, {
    env: Object.fromEntries(['CACHE', 'CONFIG', 'DATA'].map((kind) => [`HELM_${kind}_HOME`, join(work.root, '.helm', kind)])),
  });

/** The flags that give the chart the values of one release. */
export const flagsOf = ({ values, set }: Cell, repository = INVENTED): string[] => [
  ...values.flatMap((path) => ['--values', path]),
  ...(values.some((path) => path.endsWith('/image.yaml')) ? [] : ['--set', imageOf(repository)]),
  ...(set ? ['--set', set] : []),
  '--kube-version',
  KUBERNETES,
];

async function buildDependencies(work: Work): Promise<Finding[]> {
  const { code, out, err } = await helm(work, 'dependency', 'build', 'charts/service');
  return code === 0 ? [] : [{ file: 'charts/service/Chart.yaml', message: `helm dependency build: ${err || out}`.trim() }];
}

/** Render each release as `task render` does. Whatever Helm writes to its error stream is a finding. */
export async function renderAll(
  work: Work,
  cells: readonly Cell[],
  repositoryOf?: (cell: Cell) => string,
): Promise<{ rendered: Rendered[]; findings: Finding[] }> {
  const rendered: Rendered[] = [];
  const findings = cells.length > 0 ? await buildDependencies(work) : [];
  if (findings.length > 0) return { rendered, findings };
  for (const cell of cells) {
    const flags = flagsOf(cell, repositoryOf?.(cell));
    const { code, out, err } = await helm(work, 'template', cell.service, 'charts/service', '--namespace', cell.service, ...flags);
    const file = cell.values.find((path) => path.includes(`/${cell.environment}/`)) ?? '';
    if (code !== 0 || err.trim()) findings.push({ file, message: `helm template: exit ${code}: ${err.trim()}` });
    if (code === 0 && !out.trim()) findings.push({ file, message: 'helm template: renders nothing' });
    if (code === 0) rendered.push({ cell, text: out });
  }
  return { rendered, findings };
}
