import picomatch from 'picomatch';
import { BESIDE, type Change, type Content, type Policy } from '../core/change.ts';
import { changes, openConflicts } from '../core/changes.ts';
import { LOCK_FILE, OWN, STACK_FILE } from '../core/files.ts';
import { sha256 } from '../core/hash.ts';
import { type LockEntry, type Prepacked, writeLock } from '../core/lock.ts';
import { type Plan, plan } from '../core/plan.ts';
import { schemaFile } from '../core/stackfile.ts';
import { UserError } from '../errors.ts';
import { reader, refuseUnwritable } from './disk.ts';
import type { Write } from './journal.ts';
import { lossesOf, refuseCaseClashes, refuseClashes } from './refusals.ts';
import type { Desired } from './repository.ts';
import type { Outcome, Run } from './run.ts';

/** Verbs that write nothing: they show what a writing one would refuse. */
const LOOKING = ['status', 'diff', 'check', 'explain'];

/** Compute a run. Throws a UserError when it must be refused; writes nothing. */
export function reconcile(run: Run): Outcome {
  const { after, root, options } = run;
  const next = plan(after.catalog, after.stack, [schemaFile(after.catalog.vocabulary, after.catalog.schema)]);
  const last: ReadonlyMap<string, LockEntry> = run.lock?.lock.entries ?? new Map<string, LockEntry>();
  const within = selector(run, next);
  const disk = reader(root);
  const all = changes({ last, disk, next }, policyOf(run)).filter(({ path }) => within(path));
  const losses = lossesOf(run, next);
  if (losses && !LOOKING.includes(run.verb)) throw losses;
  if (!run.lock && !options.conflicts) refuseClashes(all);
  refuseCaseClashes(root, all);
  const entries = new Map([...last].filter(([path]) => !within(path)));
  for (const { path, entry } of all) if (entry) entries.set(path, entry);
  const version = run.only.length > 0 && run.lock ? run.lock.lock.version : run.version;
  const whole = [...stackChange(run), ...all, ...lockChange(run, () => writeLock({ version, entries }, after.catalog.packed))];
  const writes = writesOf(whole, after.catalog.packed);
  refuseUnwritable(
    root,
    writes.filter(({ content }) => content).map(({ path }) => path),
  );
  return {
    run,
    plan: next,
    changes: whole,
    writes,
    conflicts: openConflicts([...all, ...kept(entries, all)]),
    warnings: [...unanswered(after), ...(losses ? [`${losses.message} Whoever writes it needs --prune.`] : [])],
  };
}

/** Entries outside a narrowed run, as changes, so that their open conflicts count. */
const kept = (entries: ReadonlyMap<string, LockEntry>, all: readonly Change[]): Change[] => {
  const seen = new Set(all.map(({ path }) => path));
  return [...entries.values()]
    .filter(({ path }) => !seen.has(path))
    .map((entry) => ({ path: entry.path, change: 'kept', component: null, reason: '', after: null, entry }));
};

function policyOf({ after, only, options }: Run): Policy {
  const mine = after.answers.mine.length > 0 ? picomatch([...after.answers.mine], { dot: true }) : () => false;
  return { conflicts: options.conflicts ?? 'markers', forced: () => only.length > 0, mine: (path) => mine(path) };
}

/** Is `path` the one named, or below it? */
export const covers = (name: string, path: string): boolean => name === '.' || path === name || path.startsWith(`${name}/`);

/** Paths that a run is narrowed to. */
function selector({ only }: Run, next: Plan): (path: string) => boolean {
  const names = only.map((name) => name.replace(/^\.\//, '').replace(/\/$/, ''));
  for (const name of names) {
    if (![...next.files.keys()].some((path) => covers(name, path)))
      throw new UserError(`${name} is no file of this stack.`, 'See which are: create-devops-stack status');
  }
  return (path) => names.length === 0 || names.some((name) => covers(name, path));
}

function stackChange({ stackOnDisk, after }: Run): Change[] {
  const content: Content = { bytes: Buffer.from(after.text), mode: '100644' };
  const same = stackOnDisk === after.text;
  const change = same ? 'same' : stackOnDisk === undefined ? 'create' : 'update';
  return [
    { path: STACK_FILE, change, component: OWN, reason: 'your answers', after: content, entry: null, ...(!same && { write: content }) },
  ];
}

/** Where there was no lock its text is made when it is asked for: the texts in it are compressed while the disk writes the files. */
function lockChange({ lock }: Run, write: () => string): Change[] {
  const text = lock && write();
  let bytes = text === undefined ? undefined : Buffer.from(text);
  const content: Content = {
    get bytes() {
      return (bytes ??= Buffer.from(write()));
    },
    mode: '100644',
  };
  const same = lock !== undefined && lock.text === text;
  const change = same ? 'same' : lock ? 'update' : 'create';
  return [
    {
      path: LOCK_FILE,
      change,
      component: OWN,
      reason: 'what was given last',
      after: content,
      entry: null,
      ...(!same && { write: content }),
    },
  ];
}

function writesOf(list: readonly Change[], prepared: Prepacked): Write[] {
  return list.flatMap(({ path, write, beside, entry }) => [
    ...(write === undefined ? [] : [{ path, content: write, meanwhile: () => void entry?.bases.at(-1)!.packed(prepared) }]),
    ...(beside === undefined ? [] : [{ path: `${path}${BESIDE}`, content: beside }]),
  ]);
}

/** Answers that were given although nothing in the catalogs answers them. */
function unanswered({ answers, catalog }: Desired): string[] {
  const { mentioned } = catalog.vocabulary;
  const lists = ['features', 'compliance', 'notify'].filter(
    (field) => !mentioned.has(field) && (answers[field] as readonly string[]).length > 0,
  );
  const uses = mentioned.has('uses') ? [] : Object.entries(answers.services).filter(([, { uses }]) => uses && uses.length > 0);
  return [
    ...lists.map((field) => `Nothing in this catalog answers ${field}: ${(answers[field] as readonly string[]).join(', ')}.`),
    ...uses.map(([name, { uses }]) => `Nothing in this catalog answers uses: ${uses!.join(', ')} (service ${name}).`),
  ];
}

/** The object that `--json` prints; the same for a run and for its dry run. */
export function report({ run, changes: list, conflicts, warnings }: Outcome): Record<string, unknown> {
  const summary: Record<string, number> = {};
  for (const { change } of list) summary[change] = (summary[change] ?? 0) + 1;
  return {
    format: 1,
    command: run.verb,
    changes: list.map(({ path, change, after, component, reason }) => ({
      path,
      change,
      ...(after && { mode: after.mode, sha256: sha256(after.bytes) }),
      ...(component && { component }),
      reason,
    })),
    summary,
    conflicts,
    warnings,
  };
}
