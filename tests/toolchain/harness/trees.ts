import { createHash } from 'node:crypto';
import { cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../support/run.ts';

/** A generated repository on disk, with the hash of each file. */
export interface Tree {
  readonly name: string;
  readonly root: string;
  readonly files: ReadonlyMap<string, string>;
}

/** Generate a repository from a stack file, as a user does. */
export async function generate(name: string, stackFile: string): Promise<Tree> {
  const root = join(mkdtempSync(join(tmpdir(), 'verify-')), 'repository');
  const { code, err } = await run([root, '--from', stackFile], { cwd: '/' });
  if (code !== 0) throw new Error(`${stackFile}: exit ${code}\n${err}`);
  rmSync(join(root, '.devops-stack'), { recursive: true, force: true });
  return readTree(name, root);
}

/** Take in a tree that exists; what Git and we keep for ourselves is no part of it. */
export function readTree(name: string, root: string): Tree {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => !/^(\.git|\.devops-stack)(\/|$)/.test(path) && !path.includes('node_modules/') && lstatSync(join(root, path)).isFile(),
  );
  const hashOf = (path: string): string =>
    createHash('sha256')
      .update(readFileSync(join(root, path)))
      .update(String(lstatSync(join(root, path)).mode & 0o111))
      .digest('hex');
  return { name, root, files: new Map(paths.toSorted().map((path) => [path, hashOf(path)])) };
}

/** A private copy of some files of a tree, for a tool that may write. A file that is missing is an error: a verdict over less than asked would be remembered. */
export function copyOf({ root }: Pick<Tree, 'root'>, paths: Iterable<string>): string {
  const copy = mkdtempSync(join(tmpdir(), 'verify-work-'));
  for (const path of paths) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path));
  }
  return copy;
}
