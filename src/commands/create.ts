import { existsSync, readFileSync } from 'node:fs';
import { basename, isAbsolute, relative, resolve as resolvePath, sep } from 'node:path';
import { type Given, judge } from '../core/answers.ts';
import { complete } from '../core/complete.ts';
import { offered, type Vocabulary } from '../core/defaults.ts';
import { behindMark, parseStack } from '../core/parse.ts';
import { NAME_RULES, RESERVED } from '../core/rules.ts';
import { resolve } from '../core/stack.ts';
import { STACK_FILE } from '../core/files.ts';
import { completeStackFile, freshStackFile } from '../core/stackfile.ts';
import { counted } from '../core/words.ts';
import { EXIT, UserError } from '../errors.ts';
import { openCatalogs } from '../shell/catalog.ts';
import { refuseForbidden, statOf } from '../shell/disk.ts';
import { refuseIfThere } from '../shell/fresh.ts';
import { FIRST, flagsFor, givenBy, isAsked, QUESTIONS, quoted } from '../shell/questions.ts';
import { reconcile } from '../shell/reconcile.ts';
import type { Outcome } from '../shell/run.ts';
import { type Desired, hasStackFile } from '../shell/repository.ts';
import { alone, carryOut, type Context, enclosingGit, type Result, settleFolder } from '../shell/session.ts';
import { tree } from '../shell/terminal.ts';

/** Ask, show what will be written, write it. */
export async function create(context: Context): Promise<Result> {
  const { args, cwd, terminal } = context;
  if (args.positionals.length > 1)
    throw new UserError(
      `create takes one folder, not ${args.positionals.length}: ${args.positionals.join(', ')}.`,
      'A name with a space goes in quotes.',
    );
  const root = resolvePath(cwd, args.directory ?? '.', args.positionals[0] ?? '.');
  const stat = statOf(root);
  if (stat && !stat.isDirectory() && !stat.isSymbolicLink()) throw new UserError(`${root} is a file.`, 'Name a folder.', EXIT.refused);
  settleFolder(root, context);
  if (hasStackFile(root)) throw new UserError(`${root} has a ${STACK_FILE} already.`, 'Use update, add or set there.', EXIT.refused);
  if (terminal.interactive && !args.options.yes) terminal.note(`\n  Platform repository for ${basename(root)}\n`);
  const asked = await ask(root, context);
  return alone(root, context, async () => {
    const outcome = reconcile({
      root,
      verb: 'create',
      version: context.version,
      after: asked.desired,
      stackOnDisk: undefined,
      lock: undefined,
      only: [],
      options: args.options,
    });
    if (!stat) refuseIfThere(root);
    refuseForbidden(root);
    const paths = outcome.writes.map(({ path }) => path);
    if (!args.options.json) terminal.note(`\n${tree(paths, basename(root))}\n`);
    if (terminal.interactive && !args.options.yes && !args.options.dryRun) await confirm();
    const started = Date.now();
    const result = await carryOut(withWarning(outcome, root), context);
    if (!args.options.json && !args.options.dryRun)
      terminal.note(closing(outcome, context, { ...asked, seconds: (Date.now() - started) / 1000 }));
    return result;
  });
}

function withWarning(outcome: Outcome, root: string): Outcome {
  const git = enclosingGit(root);
  return git
    ? {
        ...outcome,
        warnings: [...outcome.warnings, `This folder lies inside the Git work tree ${git}; CI files are read only at its root.`],
      }
    : outcome;
}

async function confirm(): Promise<void> {
  const { confirmed } = await import('../shell/prompts.ts');
  if (!(await confirmed('Write them?'))) throw new UserError('Nothing was written.', '', EXIT.interrupted);
}

interface Asked {
  readonly desired: Desired;
  readonly given: Given;
}

/** Gather answers: flags, environment, `--from`, then questions on a terminal, then defaults. */
async function ask(root: string, context: Context): Promise<Asked> {
  const { args, terminal, cwd, variables } = context;
  const text = fromText(args.flags['from']?.at(-1), cwd);
  const source = args.flags['from']?.at(-1) ?? 'your answers';
  const raw = text === undefined ? {} : parseStack(text, source);
  const catalogs = catalogNames(args.options.catalogs, raw, root, cwd);
  const catalog = await openCatalogs(catalogs, root);
  const { vocabulary } = catalog;
  let given: Given = { ...givenBy(QUESTIONS, args.flags, variables) };
  const folder = folderName(root);
  if (terminal.interactive && !args.options.yes) {
    const { askStack } = await import('../shell/generators.ts');
    given = { ...given, ...(await askStack({ ...raw, ...given }, vocabulary, folder)) };
  }
  refuseMissing(context, { ...raw, ...given }, vocabulary);
  const recorded = catalogs.join() === 'builtin' ? {} : { catalogs };
  const judged = judge({ ...raw, ...given, ...recorded }, vocabulary, source === '-' ? 'standard input' : source);
  const answers = complete(judged, vocabulary, { folder });
  const written =
    text === undefined
      ? freshStackFile(answers, judged, vocabulary)
      : behindMark(text, (body) => completeStackFile(body, raw, { answers, given: { ...given, ...recorded }, vocabulary }));
  return {
    desired: { text: written, answers, stack: resolve(answers, vocabulary), catalog },
    given: text === undefined ? { ...raw, ...given } : given,
  };
}

/** Without a terminal, and without `--yes`, nobody can be asked: the first open question is named. */
function refuseMissing({ args, terminal }: Context, given: Given, vocabulary: Vocabulary): void {
  if (args.options.yes || terminal.interactive || args.flags['from']) return;
  const first = FIRST.find((name) => given[name] === undefined && isAsked(name, vocabulary));
  if (first)
    throw new UserError(
      `No answer for ${first}, and no terminal to ask on.`,
      `Give --${first} ${offered(first, vocabulary)[0]}, or --yes for the defaults.`,
    );
}

function fromText(from: string | undefined, cwd: string): string | undefined {
  if (from === undefined) return undefined;
  if (from === '-') return readFileSync(0, 'utf8');
  const path = resolvePath(cwd, from);
  if (!existsSync(path) || !statOf(path)?.isFile())
    throw new UserError(`--from names ${from}, which is no file.`, 'Name a stack file, or - for standard input.');
  return readFileSync(path, 'utf8');
}

function catalogNames(flags: readonly string[] | undefined, raw: Record<string, unknown>, root: string, cwd: string): string[] {
  const named = raw['catalogs'];
  if (!flags) return Array.isArray(named) && named.length > 0 ? named.map(String) : ['builtin'];
  return flags.map((name) => (name === 'builtin' ? name : recorded(resolvePath(cwd, name), root)));
}

/** Relative when inside the repository, with forward slashes, so that a clone finds it. */
function recorded(folder: string, root: string): string {
  const inside = relative(root, folder);
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside) ? `./${inside.split(sep).join('/')}` : folder;
}

/** The folder's name, if it can be a platform's name. */
function folderName(root: string): string | undefined {
  const name = basename(root);
  const { pattern, longest } = NAME_RULES.name;
  return pattern.test(name) && name.length <= longest && !RESERVED.name.includes(name) ? name : undefined;
}

function closing(
  { writes, run, conflicts }: Outcome,
  { args, cwd, terminal }: Context,
  { given, seconds }: Pick<Asked, 'given'> & { seconds: number },
): string {
  const bytes = writes.reduce((sum, { content }) => sum + (content?.bytes.length ?? 0), 0);
  const folder = relative(cwd, run.root) || '.';
  const paths = writes.map(({ path }) => path);
  const steps = [
    ...(folder === '.' ? [] : [`cd ${quoted(folder)}`]),
    ...(existsSync(`${run.root}/.git`) ? [] : ['git init']),
    ...(paths.includes('Taskfile.yml') ? ['task doctor'] : []),
  ];
  const page = paths.find((path) => path.startsWith('docs/onboarding/'));
  const repeat = [
    'npx create-devops-stack',
    folder === '.' ? '' : quoted(folder),
    '--yes',
    ...(args.flags['from'] ? [`--from ${quoted(args.flags['from'].at(-1))}`] : []),
    flagsFor({ ...given, name: given['name'] === basename(run.root) ? null : given['name'] }),
    ...(args.options.catalogs ?? []).map((name) => `--catalog ${quoted(name)}`),
  ]
    .filter(Boolean)
    .join(' ');
  return [
    `  ${terminal.paint('green', '✓')} ${counted(writes.length, 'file')}, ${Math.ceil(bytes / 1024)} KB, ${Math.max(seconds, 0.1).toFixed(1)} s`,
    '',
    ...(conflicts.length > 0 ? [] : [`  Next   ${steps.join(' && ')}`]),
    ...(page ? [`         ${page} walks through the first day`] : []),
    `  Again  ${repeat}`,
  ].join('\n');
}
