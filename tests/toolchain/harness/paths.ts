import { homedir } from 'node:os';
import { join } from 'node:path';

export const REPOSITORY = join(import.meta.dirname, '../../..');
export const TOOLCHAIN = join(REPOSITORY, 'tests/toolchain');

/** What is built and what was judged survives here between runs, outside the tree. */
export const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'create-devops-stack');
export const BIN = join(CACHE, 'bin');
export const SOURCES = join(CACHE, 'sources');
export const RESULTS = join(CACHE, 'results');
