/** What a shell brings. */
const SHELL = [':', '.', '[', 'break', 'cd', 'continue', 'echo', 'eval', 'exec', 'exit', 'export', 'local', 'printf', 'pwd', 'read'];
const SHELL_TOO = ['readonly', 'return', 'set', 'shift', 'source', 'test', 'trap', 'true', 'false', 'type', 'unset', 'wait', 'command'];

/** What every Linux and macOS brings. */
const SYSTEM = ['awk', 'basename', 'bash', 'cat', 'chmod', 'cmp', 'comm', 'cp', 'cut', 'date', 'diff', 'dirname', 'env', 'find', 'grep'];
const SYSTEM_TOO = [
  'head',
  'ln',
  'ls',
  'mkdir',
  'mktemp',
  'mv',
  'nice',
  'paste',
  'rm',
  'sed',
  'sh',
  'sleep',
  'sort',
  'tail',
  'tee',
  'touch',
  'tr',
];

export const EVERYWHERE: ReadonlySet<string> = new Set([...SHELL, ...SHELL_TOO, ...SYSTEM, ...SYSTEM_TOO, 'uniq', 'wc', 'xargs']);

/** What a person installs before mise can bring the rest; the page of the first day has to name each one that is called. */
export const BEFORE: Readonly<Record<string, RegExp>> = {
  mise: /\bmise\b/,
  git: /\bGit\b/,
  docker: /\bDocker\b/,
  curl: /\bcurl\b/,
  'ssh-keygen': /\bOpenSSH\b/,
  openssl: /\bOpenSSL\b/,
};
