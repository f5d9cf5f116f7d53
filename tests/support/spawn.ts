import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Json, Ran } from './run.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const LOADER = at('../../node_modules/tsx/dist/loader.mjs');
const CLI = at('../../src/cli.ts');

interface Around {
  readonly cwd: string;
  /** What standard input holds. */
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly uid?: number;
  /** Shell text that runs first, such as `umask 077`. */
  readonly first?: string;
}

/** Run a command line in a process of its own: for what a process has only once (standard input, user, umask). */
export function spawn(argv: readonly string[], { cwd, input = '', env = {}, uid, first = ':' }: Around): Ran {
  const { status, stdout, stderr } = spawnSync(
    'sh',
    ['-c', `${first}; exec "$@"`, 'sh', process.execPath, '--import', LOADER, CLI, ...argv],
    {
      cwd,
      input,
      encoding: 'utf8',
      env: { ...process.env, ...env },
      ...(uid !== undefined && { uid, gid: uid }),
    },
  );
  return { code: status ?? -1, out: stdout, err: stderr, json: () => JSON.parse(stdout) as Json };
}
