#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { EXIT } from './errors.ts';
import { main } from './main.ts';
import { realDisk } from './shell/disk.ts';
import { interruptible } from './shell/interrupt.ts';

// More syncs at a time share one commit of the file system's journal; read when the first of them begins.
process.env['UV_THREADPOOL_SIZE'] ??= '8';

// A reader such as `head` may close the pipe early; that is no failure of ours, and what was begun is finished.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => code !== 'EPIPE' && process.exit(1));
process.stderr.on('error', () => {});

/** Where the user stands; undefined when that folder was deleted under their feet. */
function here(): string | undefined {
  try {
    return realpathSync(process.cwd());
  } catch {
    return undefined;
  }
}

const cwd = here();
if (cwd === undefined) {
  process.stderr.write('  The folder that you stand in is gone.\n  Go to another one: cd ..\n');
  process.exitCode = EXIT.input;
} else void main(process.argv.slice(2), { cwd, disk: interruptible(realDisk) }).then((exit) => (process.exitCode = exit));
