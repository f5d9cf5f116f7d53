import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Disk } from '../../src/shell/disk.ts';
import { main } from '../../src/main.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The object that `--json` printed. */
  readonly json: () => Json;
}

export interface Json {
  readonly changes: readonly {
    readonly path: string;
    readonly change: string;
    readonly mode?: string;
    readonly sha256?: string;
    readonly reason: string;
  }[];
  readonly summary: Readonly<Record<string, number>>;
  readonly conflicts: readonly string[];
  readonly warnings: readonly string[];
  readonly files: readonly { readonly path: string; readonly state: string }[];
  readonly findings: readonly string[];
  readonly error: { readonly message: string; readonly hint: string; readonly exit: number };
}

/** Run a command line inside this process, without a terminal. */
export async function run(argv: readonly string[], { cwd, disk }: { cwd: string; disk?: Disk }): Promise<Ran> {
  let out = '';
  let err = '';
  const streams = { out: (text: string) => void (out += text), err: (text: string) => void (err += text), isTerminal: false };
  const code = await main(argv, { cwd, streams, ...(disk && { disk }) });
  return { code, out, err, json: () => JSON.parse(out) as Json };
}

/** A new empty folder. */
export const folder = (name = 'cds'): string => realpathSync(mkdtempSync(join(tmpdir(), `${name}-`)));

/** Write files below a folder: path → text. */
export function write(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** A catalog on disk; keys are paths below `templates/`, or start with `personas/`. */
export function catalog(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = folder('catalog');
  mkdirSync(join(root, 'templates'));
  write(
    root,
    Object.fromEntries(
      Object.entries(files).map(([path, content]) => [path.startsWith('personas/') ? path : `templates/${path}`, content]),
    ),
  );
  return root;
}
