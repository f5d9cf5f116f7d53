import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { STATE } from '../core/files.ts';
import { EXIT, type ExitCode, UserError } from '../errors.ts';
import type { Arguments } from './args.ts';
import { type Disk, statOf } from './disk.ts';
import { createFresh } from './fresh.ts';
import { isLeftOver, leftOver } from './left-over.ts';
import { narrate } from './narrate.ts';
import { report } from './reconcile.ts';
import type { Outcome } from './run.ts';
import { afterwards, hold, isHeldByOther, isOfOther, refuseIfAlive } from './running.ts';
import { remember } from './seen.ts';
import type { Terminal } from './terminal.ts';
import { openState } from './journal.ts';
import { isInterrupted, recover } from './recovery.ts';
import { commit } from './transaction.ts';

/** Everything a verb knows of the world. */
export interface Context {
  readonly args: Arguments;
  readonly terminal: Terminal;
  readonly disk: Disk;
  readonly cwd: string;
  readonly variables: NodeJS.ProcessEnv;
  /** Today as `2027-03-01`. */
  readonly today: () => string;
  readonly version: string;
}

/** What a verb ends with; `json` is what `--json` prints. */
export interface Result {
  readonly exit: ExitCode;
  readonly json: Record<string, unknown> | (() => Record<string, unknown>);
}

export const rootOf = ({ args, cwd }: Context): string => resolve(cwd, args.directory ?? '.');

/** A path from the command line, as a path of the repository: relative to where the user stands, or to `--directory`. */
export function inRepository(path: string, context: Context): string {
  const root = rootOf(context);
  return relative(root, resolve(context.args.directory === undefined ? context.cwd : root, path)) || '.';
}

/** Finish or roll back what an earlier run left; every verb does this first. */
export function settleFolder(root: string, { args, disk, terminal }: Context): void {
  const interrupted = isInterrupted(root);
  const left = isLeftOver(root);
  if (left) refuseIfAlive(leftOver(root));
  if (interrupted || isMarked(root)) refuseIfAlive(root);
  if (args.options.dryRun && interrupted)
    throw new UserError('An interrupted run waits to be finished here.', `Run: create-devops-stack status -C ${root}`, EXIT.refused);
  if (args.options.dryRun) return;
  if (left) {
    // Of two runs that find it, or of one that is just making it, only who takes the mark goes on.
    disk.mkdir(join(leftOver(root), STATE));
    hold(leftOver(root), disk);
    disk.remove(leftOver(root));
    terminal.note(`  An interrupted create had left ${basename(leftOver(root))}; it is gone.`);
  }
  if (interrupted) terminal.note(`  ${recover(root, disk)}`);
  tidy(root, disk);
}

const isMarked = (root: string): boolean => existsSync(join(root, STATE, 'running'));

/** Remove working state that holds nothing; what `undo` needs stays. */
function tidy(root: string, disk: Disk): void {
  const state = join(root, STATE);
  if (!existsSync(state)) return;
  if (isMarked(root) && !isHeldByOther(root)) disk.remove(join(state, 'running'));
  const parts = readdirSync(state).filter((name) => name.startsWith('running.') && !isOfOther(name));
  for (const name of parts) disk.remove(join(state, name));
  const left = readdirSync(state).filter((name) => name !== '.gitignore');
  if (left.length === 0) disk.remove(state);
}

/** Run `work` as the only run in this folder. A dry run changes nothing and holds nothing. */
export async function alone<T>(root: string, { args, disk }: Context, work: () => Promise<T>): Promise<T> {
  if (args.options.dryRun || !existsSync(root)) return work();
  if (!statOf(root)?.isDirectory() && !existsSync(join(root, '.')))
    throw new UserError(`${root} is no folder.`, 'Name another folder.', EXIT.refused);
  await openState(root, disk);
  const release = hold(root, disk);
  try {
    return await work();
  } finally {
    afterwards(() => {
      release();
      tidy(root, disk);
    });
  }
}

/** Carry an outcome out, or only show it, and say what happened. */
export async function carryOut(outcome: Outcome, context: Context): Promise<Result> {
  const { run, writes, conflicts } = outcome;
  const { args, disk, terminal } = context;
  if (!args.options.dryRun && writes.length > 0) {
    // Without our mark there was no folder when this run began, whatever stands there by now.
    if (isMarked(run.root)) await commit(run.root, { verb: run.verb }, writes, disk);
    else await createFresh(run.root, writes, disk);
    if (run.only.length === 0 && conflicts.length === 0) afterwards(() => remember(run, disk));
  }
  narrate(outcome, terminal, args.options);
  const met = outcome.changes.some(({ change }) => change === 'conflict');
  return { exit: conflicts.length > 0 || met ? EXIT.conflicts : EXIT.done, json: () => report(outcome) };
}

/** The nearest Git work tree above a folder that is not its root; CI files would not be read there. */
export function enclosingGit(root: string): string | undefined {
  for (let at = dirname(root); at !== dirname(at); at = dirname(at))
    if (existsSync(join(at, '.git'))) return existsSync(join(root, '.git')) ? undefined : at;
  return undefined;
}
