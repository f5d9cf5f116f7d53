import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { catalog, folder, type Ran, run, write } from './run.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A repository made from a small catalog, both below a folder of their own. */
export interface Repository {
  readonly root: string;
  readonly shipped: string;
  /** Run a verb in it. */
  readonly run: (...argv: string[]) => Promise<Ran>;
  /** Run a verb that must end with 0; returns standard output. */
  readonly ok: (...argv: string[]) => Promise<string>;
  readonly read: (path: string) => string;
  readonly has: (path: string) => boolean;
  readonly write: (files: Files) => void;
  readonly remove: (path: string) => void;
  /** Change what the catalog gives; null takes a file away. */
  readonly release: (files: Readonly<Record<string, string | Uint8Array | null>>) => void;
}

export async function repository(files: Files, ...flags: string[]): Promise<Repository> {
  const shipped = catalog(files);
  const cwd = folder('home');
  const { code, err } = await run(['acme', '--yes', '--catalog', shipped, ...flags], { cwd });
  expect(code, err).toBe(0);
  return open(join(cwd, 'acme'), shipped);
}

/** A repository that stands already. */
export function open(root: string, shipped: string): Repository {
  const here = (...argv: string[]): Promise<Ran> => run(argv, { cwd: root });
  return {
    root,
    shipped,
    run: here,
    ok: async (...argv) => {
      const { code, out, err } = await here(...argv);
      expect(code, err).toBe(0);
      return out;
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    has: (path) => existsSync(join(root, path)),
    write: (more) => write(root, more),
    remove: (path) => rmSync(join(root, path)),
    release: (more) => {
      for (const [path, content] of Object.entries(more))
        if (content === null) rmSync(join(shipped, 'templates', path));
        else write(join(shipped, 'templates'), { [path]: content });
    },
  };
}
