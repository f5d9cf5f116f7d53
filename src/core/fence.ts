import { EXIT, UserError } from '../errors.ts';

const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
const UNSAFE = /[<>:"|?*\\\u0000-\u001F\u007F]/;
const OURS = ['devops-stack.yaml', 'devops-stack.lock'];

/** Refuse a path that would leave the repository or that some file system cannot hold. `owner` yields it. */
export function fence(path: string, owner: string): void {
  const problem = unsafe(path);
  if (problem)
    throw new UserError(
      `${owner} yields ${JSON.stringify(path)}, ${problem}.`,
      'Mend the component, or the answer that it uses.',
      EXIT.refused,
    );
}

/** Why a path may not be written; undefined when it may. */
export function unsafe(path: string): string | undefined {
  const segments = path.split('/');
  if (path === '' || path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'which is not a relative path';
  if (segments.includes('..') || segments.includes('.') || segments.includes('')) return 'which leaves the repository';
  if (segments.some((segment) => /^\.git$/i.test(segment)) || segments[0]?.toLowerCase() === '.devops-stack')
    return 'which is not for files of a component';
  if (OURS.includes(path.toLowerCase())) return 'which is not for files of a component';
  if (segments.some((segment) => DEVICE.test(segment) || UNSAFE.test(segment) || /[. ]$/.test(segment) || segment.length > 200))
    return 'which has a name that some file systems cannot hold';
  return undefined;
}

/** Refuse two planned paths that differ only in case, or where one is a folder of the other. */
export function refuseClashes(paths: Iterable<{ path: string; component: string }>): void {
  const seen = new Map<string, { path: string; component: string }>();
  const folders = new Map<string, { path: string; component: string }>();
  for (const entry of paths) {
    const key = entry.path.toLowerCase();
    const other = seen.get(key) ?? folders.get(key);
    if (other) throw clash(entry, other);
    seen.set(key, entry);
    for (const folder of parents(entry.path)) {
      const lower = folder.toLowerCase();
      const file = seen.get(lower);
      if (file) throw clash(entry, file);
      const same = folders.get(lower);
      if (same && same.path !== folder) throw clash({ ...entry, path: folder }, same);
      folders.set(lower, { path: folder, component: entry.component });
    }
  }
}

const clash = (a: { path: string; component: string }, b: { path: string; component: string }): UserError =>
  new UserError(
    `${a.path} (${a.component}) and ${b.path} (${b.component}) cannot stand side by side on every file system.`,
    'Rename one of them.',
    EXIT.refused,
  );

/** `a/b/c` → `a`, `a/b` */
export function parents(path: string): string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
