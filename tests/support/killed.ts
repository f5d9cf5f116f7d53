import { main } from '../../src/main.ts';
import { faulty } from './dying.ts';

// A child process for tests: runs a command line and dies by SIGKILL at the nth change of the disk.
const [at, cwd, ...argv] = process.argv.slice(2);
process.exitCode = await main(argv, { cwd: cwd!, disk: faulty({ at: Number(at), how: 'kill' }).disk });
