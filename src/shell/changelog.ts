import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareVersions } from '../core/lock.ts';
import { shipped } from './package.ts';
import type { Outcome } from './run.ts';
import type { Context } from './session.ts';

/** Print the changelog entries between the version that wrote the lock and this one, for the selected components. */
export function announce({ run, plan }: Outcome, { terminal, version, args }: Context): void {
  const from = run.lock?.lock.version;
  if (!from || from === version || args.options.json) return;
  const path = join(shipped(), 'CHANGELOG.md');
  const selected = new Set(plan.selected.map(({ component }) => component.id));
  const entries = existsSync(path) ? entriesBetween(readFileSync(path, 'utf8'), from, version) : [];
  const relevant = entries.filter(({ component }) => !component || selected.has(component));
  terminal.note(`  ${from} → ${version} for this stack`);
  for (const entry of relevant) terminal.note(`    ${entry.version}  ${entry.text}`);
}

interface Entry {
  readonly version: string;
  readonly component: string | undefined;
  readonly text: string;
}

/** Lines such as "- `terraform/aws-cluster`: node groups use AL2023" below headings such as "## 1.6.0". */
function entriesBetween(changelog: string, from: string, to: string): Entry[] {
  let version = '';
  return changelog.split('\n').flatMap((line) => {
    version = /^## (\d+\.\d+\.\d+)/.exec(line)?.[1] ?? version;
    const [, component, text] = /^- (?:`([^`]+)`: )?(.+)$/.exec(line) ?? [];
    const within = version !== '' && compareVersions(version, from) > 0 && compareVersions(version, to) <= 0;
    return text && within ? [{ version, component, text }] : [];
  });
}
