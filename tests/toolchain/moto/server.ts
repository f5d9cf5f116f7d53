import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const PATIENCE = 60_000;

interface Server {
  readonly program: string;
  readonly log: string;
  /** The account that everything happens in. */
  readonly account: string;
}

/** Run `use` against an AWS of its own, empty and on loopback, which is gone afterwards. */
export async function withServer<T>({ program, log, account }: Server, use: (url: string) => Promise<T>): Promise<T> {
  const out = openSync(log, 'w');
  const env = { ...process.env, MOTO_ACCOUNT_ID: account, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', PYTHONUNBUFFERED: '1' };
  // Port 0: the system chooses a free one, and the server says which.
  const child = spawn(program, ['-H', '127.0.0.1', '-p', '0'], { env, stdio: ['ignore', out, out] });
  closeSync(out);
  const failed = new Promise<never>((_, no) => child.once('error', no));
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  try {
    return await use(await Promise.race([address(child, log), failed]));
  } finally {
    end();
    await ended(child);
    process.removeListener('exit', end);
  }
}

async function address(child: ChildProcess, log: string): Promise<string> {
  const until = Date.now() + PATIENCE;
  while (child.exitCode === null && Date.now() < until) {
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(readFileSync(log, 'utf8'))?.[0];
    if (url) return url;
    await wait(100);
  }
  throw new Error(`moto did not start: ${readFileSync(log, 'utf8').slice(-600)}`);
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) done();
    else child.once('close', () => done());
  });
