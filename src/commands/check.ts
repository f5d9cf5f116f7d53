import { join } from 'node:path';
import { STACK_FILE, OWN } from '../core/files.ts';
import { unmet } from '../core/gates.ts';
import { EXIT } from '../errors.ts';
import { statOf } from '../shell/disk.ts';
import { propose } from '../shell/edits.ts';
import { warn } from '../shell/narrate.ts';
import type { Outcome } from '../shell/run.ts';
import { type Context, type Result, rootOf, settleFolder } from '../shell/session.ts';

/** Do stack file, lock and tree agree, and do the persona's demands have their files? Exit 2 on a finding. */
export async function check(context: Context): Promise<Result> {
  const root = rootOf(context);
  settleFolder(root, context);
  const outcome = await propose(context, 'check', (text) => text);
  const findings = [...disagreements(outcome), ...missing(outcome, root)];
  const { terminal, args } = context;
  warn(outcome.warnings, terminal);
  if (!args.options.json) for (const finding of findings) terminal.out(`  ${finding}`);
  if (!args.options.json) terminal.out(findings.length === 0 ? '  Stack file, lock and tree agree.' : '');
  return {
    exit: findings.length === 0 ? EXIT.done : EXIT.input,
    json: { format: 1, command: 'check', findings, conflicts: outcome.conflicts, warnings: outcome.warnings },
  };
}

function disagreements({ run, changes, conflicts }: Outcome): string[] {
  for (const entry of run.lock?.lock.entries.values() ?? []) entry.bases.forEach((base) => base.bytes());
  const pending = changes.filter(
    ({ path, write, component }) => write !== undefined && !conflicts.includes(path) && (component !== OWN || path === STACK_FILE),
  );
  return [
    ...pending.map(({ path, change }) => `${path}: the stack asks for a change (${change}). Run: npx create-devops-stack update`),
    ...conflicts.map((path) => `${path}: in conflict. Edit the marked lines or delete the file beside it.`),
  ];
}

function missing({ plan, run }: Outcome, root: string): string[] {
  return unmet(plan, run.after.stack, (path) => statOf(join(root, path)) !== undefined).map(({ kind, name, paths, missing: gone }) =>
    paths.length === 0
      ? `${String(run.after.stack['persona'])} demands ${kind}: ${name}, and no component here answers it.`
      : `${String(run.after.stack['persona'])} demands ${kind}: ${name}, and ${gone.join(', ')} is missing. Run: npx create-devops-stack update ${gone[0]}`,
  );
}
