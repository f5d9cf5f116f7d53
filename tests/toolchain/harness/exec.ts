import { spawn } from 'node:child_process';
import type { Executed } from './tool.ts';

interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** What no tool may be led by: colours, telemetry, update checks. */
const QUIET = { NO_COLOR: '1', CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', PYTHONDONTWRITEBYTECODE: '1', HELM_DEBUG: '' };

/** Run a program to its end. A program that cannot be started is an exception; a non-zero exit code is not. */
export function exec(command: string, args: readonly string[], { cwd, env, input }: Options = {}): Promise<Executed> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...QUIET, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', failed);
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    child.on('close', (code) => done({ code: code ?? 1, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }));
  });
}
