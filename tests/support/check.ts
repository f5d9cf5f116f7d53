import { spawnSync } from 'node:child_process';
import { added, asked, created, declined, fromSource, interrupted, pack, PLACES, sameBytes, sound, type Tarball } from './packed.ts';
import { REPOSITORY } from './reference.ts';
import { hasTmux } from './terminal.ts';
import temporary from './temporary.ts';

// `npm run check`: one line for each habit, exit 1 when one is broken.
process.once('exit', temporary());

interface Habit {
  readonly name: string;
  /** Throws when it is broken; returns what is worth a word. */
  readonly hold: () => string | Promise<string>;
}

const command = (name: string, ...argv: [string, ...string[]]): Habit => ({
  name,
  hold: () => {
    const { status, stdout, stderr } = spawnSync('npx', ['--no-install', ...argv], { cwd: REPOSITORY, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${stdout}\n${stderr}`.trim());
    return '';
  },
});

const SOURCE: readonly Habit[] = [
  command('types', 'tsc'),
  command('lint, layers', 'oxlint', '--deny-warnings'),
  command('format', 'prettier', '--check', '--log-level', 'warn', '.'),
  command('unused code', 'knip'),
];

const packed = (tarball: Tarball, expected: Readonly<Record<string, string>>): readonly Habit[] => [
  command('package: publint', 'publint', '--strict', tarball.path),
  { name: 'package: contents', hold: () => sound(tarball) },
  ...Object.entries(PLACES).map(([name, place]): Habit => ({
    name: `npx ./create-devops-stack.tgz: ${name}`,
    hold: () => {
      sameBytes(expected, created(tarball, place()));
      return `the bytes of the source, ${Object.keys(expected).length} files`;
    },
  })),
];

const terminal = (tarball: Tarball): readonly Habit[] => [
  { name: 'terminal: questions', hold: () => asked(tarball) },
  { name: 'terminal: add', hold: () => added(tarball) },
  { name: 'terminal: no', hold: () => declined(tarball) },
  { name: 'terminal: Ctrl-C', hold: () => interrupted(tarball) },
];

/** Hold a habit and say so in one line. */
async function holds({ name, hold }: Habit): Promise<boolean> {
  const started = Date.now();
  const line = (mark: string, text: string): void =>
    console.log(`${mark} ${name.padEnd(65)} ${((Date.now() - started) / 1000).toFixed(1).padStart(5)} s  ${text}`.trimEnd());
  try {
    line('✓', await hold());
    return true;
  } catch (error) {
    line('✗', '');
    console.log((error as Error).message.trimEnd().replaceAll(/^/gm, '    '));
    return false;
  }
}

async function all(habits: readonly Habit[]): Promise<boolean> {
  const results: boolean[] = [];
  for (const habit of habits) results.push(await holds(habit));
  return results.every(Boolean);
}

/** What the package does once it is packed; nothing of it can be said before. */
async function published(): Promise<boolean> {
  let made: { tarball: Tarball; expected: Readonly<Record<string, string>> } | undefined;
  const make = async (): Promise<string> => {
    made = { tarball: pack(), expected: await fromSource() };
    return '';
  };
  if (!(await holds({ name: 'package: npm pack', hold: make })) || !made) return false;
  const sounds = await all(packed(made.tarball, made.expected));
  if (hasTmux()) return (await all(terminal(made.tarball))) && sounds;
  console.log('- terminal: not run here, tmux is absent');
  return sounds;
}

const habits = [await all(SOURCE), await published()];
process.exitCode = habits.every(Boolean) ? 0 : 1;
