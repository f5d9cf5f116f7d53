import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

/** A real terminal: a window of tmux, on a server of its own. */
export interface Window {
  /** Type text, or press keys that have names: `Enter`, `Down`, `C-c`. */
  readonly press: (...keys: string[]) => void;
  readonly screen: () => string;
  /** The screen with its colours, as escape sequences; a line that wraps is one line. */
  readonly painted: () => string;
  /** Wait until the screen shows `text`; returns the screen. */
  readonly shows: (text: string | RegExp) => Promise<string>;
  /** Wait until the line has ended; the screen then has its exit code as `(exit 0)`. */
  readonly ended: () => Promise<string>;
}

const PATIENCE = 15_000;

export const hasTmux = (): boolean => spawnSync('tmux', ['-V']).status === 0;

/** Run `line` in a shell at a terminal of 100 columns and hand it to `work`. */
export async function atTerminal(line: string, cwd: string, work: (window: Window) => Promise<void>): Promise<void> {
  // A server of its own each time: the one before may still be dying.
  const socket = `devops-stack-${randomUUID()}`;
  const tmux = (...argv: string[]): string => execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...argv], { encoding: 'utf8' });
  // A person is no CI platform, and their prompt is short enough to be told from our text.
  tmux('new-session', '-d', '-x', '100', '-y', '60', '-c', cwd, 'env -u CI -u NO_COLOR PS1="$ " LANG=C.UTF-8 sh');
  try {
    const screen = (): string => `${tmux('capture-pane', '-p').trimEnd()}\n`;
    const painted = (): string => tmux('capture-pane', '-p', '-e', '-J');
    const press = (...keys: string[]): void => void tmux('send-keys', ...keys);
    const shows = (text: string | RegExp): Promise<string> => until(screen, text);
    await shows(/^\$/m);
    press(`clear; ${line}`, 'Enter');
    // Asked for afterwards: a shell whose child dies of Ctrl-C forgets the rest of the line.
    const ended = async (): Promise<string> => {
      await shows(/\n\$\s*$/);
      press('echo "(exit $?)"', 'Enter');
      return shows(/^\(exit \d+\)$/m);
    };
    await work({ press, screen, painted, shows, ended });
  } finally {
    tmux('kill-server');
  }
}

async function until(screen: () => string, text: string | RegExp): Promise<string> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const now = screen();
    if (typeof text === 'string' ? now.includes(text) : text.test(now)) return now;
    if (Date.now() > end) throw new Error(`the terminal never showed ${String(text)}:\n${now.trimEnd()}`);
    await setTimeout(50);
  }
}
