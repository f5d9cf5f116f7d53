import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT, UserError } from './errors.ts';
import { type Arguments, readArguments } from './shell/args.ts';
import { type Disk, realDisk } from './shell/disk.ts';
import { shipped } from './shell/package.ts';
import type { Context, Result } from './shell/session.ts';
import { processStreams, type Streams, terminal as makeTerminal } from './shell/terminal.ts';

type Command = (context: Context) => Promise<Result>;

const COMMANDS: Readonly<Record<Arguments['verb'], () => Promise<Command>>> = {
  create: async () => (await import('./commands/create.ts')).create,
  add: async () => (await import('./commands/add.ts')).add,
  remove: async () => (await import('./commands/remove.ts')).remove,
  set: async () => (await import('./commands/set.ts')).set,
  update: async () => (await import('./commands/update.ts')).update,
  diff: async () => (await import('./commands/diff.ts')).diff,
  status: async () => (await import('./commands/status.ts')).status,
  check: async () => (await import('./commands/check.ts')).check,
  undo: async () => (await import('./commands/undo.ts')).undo,
  list: async () => (await import('./commands/list.ts')).list,
  explain: async () => (await import('./commands/explain.ts')).explain,
};

const versionOf = (): string => (JSON.parse(readFileSync(join(shipped(), 'package.json'), 'utf8')) as { version: string }).version;

/** The world as `main` may touch it; a test brings its own. */
interface World {
  readonly cwd: string;
  readonly disk?: Disk;
  readonly streams?: Streams;
}

/** Run one command line; returns the exit code. */
export async function main(argv: readonly string[], { cwd, disk = realDisk, streams = processStreams() }: World): Promise<number> {
  try {
    return await run(argv, { cwd, disk, streams });
  } catch (error) {
    return fail(translate(error), argv, streams);
  }
}

async function run(argv: readonly string[], { cwd, disk, streams }: Required<World>): Promise<number> {
  const args = fromHere(readArguments(argv), cwd);
  const say = (text: string): number => {
    streams.out(`${text}\n`);
    return EXIT.done;
  };
  const version = versionOf();
  if (args.version) return say(version);
  if (args.help) return say((await import('./commands/help.ts')).help());
  const answer = (await import('./shell/seen.ts')).atOnce(args, cwd, version);
  if (answer) return say(answer);
  const command = await COMMANDS[args.verb]();
  const terminal = makeTerminal(streams, { color: args.color, quiet: args.options.json });
  const { exit, json } = await command({
    args,
    disk,
    cwd,
    terminal,
    version,
    variables: process.env,
    today: () => new Date().toISOString().slice(0, 10),
  });
  if (args.options.json) say(JSON.stringify(typeof json === 'function' ? json() : json));
  return exit;
}

/** A catalog that is named on the command line lies where the user stands; `create` records its name, and so resolves it itself. */
function fromHere(args: Arguments, cwd: string): Arguments {
  const catalogs = args.options.catalogs?.map((name) => (name === 'builtin' || args.verb === 'create' ? name : resolve(cwd, name)));
  return { ...args, options: { ...args.options, catalogs } };
}

/** Errors of the machine become sentences; what remains is a bug of ours. */
function translate(error: unknown): UserError {
  if (error instanceof UserError) return error;
  const { code, message, path, name, syscall } = error as NodeJS.ErrnoException;
  if (name === 'ExitPromptError') return new UserError('Interrupted; nothing was written.', '', EXIT.interrupted);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new UserError('The disk is full; nothing was changed.', 'Make room and run this again.', EXIT.failed);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new UserError(
      `${path?.replace(/\/\.[^/]*devops-stack(\/.*)?$/, '') ?? 'The folder'} cannot be ${syscall === 'open' && /yaml$|lock$/.test(path ?? '') ? 'read or ' : ''}written; nothing was changed.`,
      'Mend its permissions and run this again.',
      EXIT.refused,
    );
  if (code !== undefined && /^E[A-Z]+$/.test(code))
    return new UserError(`The machine refused: ${message}; nothing was changed.`, 'Run this again when it is mended.', EXIT.failed);
  return new UserError(
    `A bug of ours: ${message}`,
    process.env['DEBUG'] ? String((error as Error).stack) : 'Please report it; DEBUG=1 shows where.',
    EXIT.failed,
  );
}

function fail(error: UserError, argv: readonly string[], { out, err }: Streams): number {
  const hint = retry(error.hint, argv);
  if (argv.includes('--json')) out(`${JSON.stringify({ format: 1, error: { message: error.message, hint, exit: error.exit } })}\n`);
  else err(`  ${error.message}\n${hint ? `  ${hint}\n` : ''}`);
  return error.exit;
}

/** "Try: --orchestrator gke" becomes the whole command line with that flag in it. */
function retry(hint: string, argv: readonly string[]): string {
  const [, flag, value] = /^Try: (--\S+) (\S+)$/.exec(hint) ?? [];
  const at = flag ? argv.indexOf(flag) : -1;
  if (!flag || !value) return hint;
  if (argv[0] === 'set') return `Try: create-devops-stack ${argv.join(' ')} ${flag.slice(2)}=${value}`;
  const next = at < 0 ? [...argv, flag, value] : argv.toSpliced(at + 1, 1, value);
  return `Try: create-devops-stack ${next.join(' ')}`;
}
