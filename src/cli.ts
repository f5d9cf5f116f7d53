#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { main } from './main.ts';
import { realDisk } from './shell/disk.ts';
import { interruptible } from './shell/interrupt.ts';

// More syncs at a time share one commit of the file system's journal; read when the first of them begins.
process.env['UV_THREADPOOL_SIZE'] ??= '8';

// A reader such as `head` may close the pipe early; that is no failure of ours, and what was begun is finished.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => code !== 'EPIPE' && process.exit(1));
process.stderr.on('error', () => {});

void main(process.argv.slice(2), { cwd: realpathSync(process.cwd()), disk: interruptible(realDisk) }).then((exit) => {
  process.exitCode = exit;
});
