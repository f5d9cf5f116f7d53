import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Work } from '../harness/tool.ts';
import type { Cell } from '../kubernetes/cells.ts';

export const TASKS = 'tasks/kubernetes.yml';
export const isBootstrap = (path: string): boolean => /^terraform\/bootstrap\/[^/]+\/(bootstrap\.sh|main\.tf|providers\.tf)$/.test(path);

/** Any account: which one it is, nobody knows before the bootstrap. */
const ACCOUNT = '444455556666';

const platformOf = (tasks: string): string => /\{\{\.REGISTRY\}\}\/([^/]+)\/\{\{\.SERVICE\}\}/.exec(tasks)?.[1] ?? 'unnamed';

/** Releases that are in no tree keep their secrets where those of this platform lie. */
export function atHome(cells: readonly Cell[], { root }: Work): Cell[] {
  const path = join(root, TASKS);
  const name = existsSync(path) ? platformOf(readFileSync(path, 'utf8')) : 'unnamed';
  return cells.map((cell) => ({
    ...cell,
    ...(cell.set && { set: cell.set.replace('secretStore.path=', `secretStore.path=${name}-`) }),
  }));
}

/** The repository that `task promote` writes for a service, as the bootstrap and the tasks say it, not as the policies do. */
export function repositories({ root, files }: Work): (cell: { readonly service: string }) => string {
  const read = (path: string): string => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : '');
  const publishes = files.filter(isBootstrap).find((path) => /^publishes=true$/m.test(read(path))) ?? '';
  const [, existing] = /^ {2}registry = "([\w.-]+)"$/m.exec(read(`${dirname(publishes)}/main.tf`)) ?? [];
  const [, account = ACCOUNT] = /allowed_account_ids = \["(\d{12})"\]/.exec(read(`${dirname(publishes)}/providers.tf`)) ?? [];
  const [, region = 'eu-west-1'] = /^region=(.+)$/m.exec(publishes && read(publishes)) ?? [];
  const name = platformOf(read(TASKS));
  return ({ service }) => `${existing ?? `${account}.dkr.ecr.${region}.amazonaws.com`}/${name}/${service}`;
}
