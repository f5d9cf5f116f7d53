import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { catalog, folder, run, write } from './run.ts';
import { REPOSITORY } from './reference.ts';
import { atTerminal, type Window } from './terminal.ts';
import { texts } from './snapshot.ts';

/** The tarball that `npm pack` makes, and its parts. */
export interface Tarball {
  readonly path: string;
  /** The folder that it unpacks to. */
  readonly package: string;
  readonly files: readonly string[];
  readonly unpacked: number;
}

const demand = (holds: boolean, sentence: string): void => {
  if (!holds) throw new Error(sentence);
};

export function pack(): Tarball {
  const out = folder('pack');
  const printed = execFileSync('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', out], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    // The build that runs before says much; what it says of a failure is said by `npm run build`.
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // The build that runs before it prints as well.
  const [report] = JSON.parse(printed.slice(printed.indexOf('[\n  {'))) as [
    { filename: string; unpackedSize: number; files: { path: string }[] },
  ];
  const path = join(out, report.filename);
  execFileSync('tar', ['-xzf', path, '-C', out]);
  return { path, package: join(out, 'package'), files: report.files.map((file) => file.path), unpacked: report.unpackedSize };
}

const LARGEST = 3 * 1024 * 1024;

/** One tarball and nothing else: no dependency, small, and nothing of the product missing. */
export function sound({ package: root, files, unpacked }: Tarball): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, object | undefined>;
  const needs = ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((kind) => Object.keys(manifest[kind] ?? {}));
  demand(needs.length === 0, `the package depends on ${needs.join(', ')}`);
  demand(unpacked <= LARGEST, `${unpacked} bytes unpacked; the most is ${LARGEST}`);
  // npm leaves out .gitignore and .npmrc without a word: every file of the product must be there.
  const lost = ['templates', 'personas'].flatMap(filesBelow).filter((path) => !files.includes(path));
  demand(lost.length === 0, `the tarball lacks ${lost.join(', ')}`);
  const foreign = files.filter((path) => !/^(dist|templates|personas)\/|^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/.test(path));
  demand(foreign.length === 0, `the tarball has ${foreign.join(', ')}, which nobody runs`);
  return `${files.length} files, ${(unpacked / 1024 / 1024).toFixed(2)} MB unpacked, 0 dependencies`;
}

const filesBelow = (top: string): string[] =>
  readdirSync(join(REPOSITORY, top), { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(REPOSITORY, top, path)).isFile())
    .map((path) => `${top}/${path}`);

interface Place {
  readonly cwd?: string;
  readonly umask?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Create a stack as a user does, with a npm that has an empty cache and reaches nothing; returns what was written. */
export function created(
  { path }: Tarball,
  { cwd = folder('user'), umask = '022', env = {} }: Place = {},
): Readonly<Record<string, string>> {
  const { status, stderr } = spawnSync('sh', ['-c', `umask ${umask} && exec npx --yes "$1" acme --yes`, 'sh', relative(cwd, path)], {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      npm_config_cache: folder('cache'),
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_fetch_retries: '0',
      ...env,
    },
  });
  demand(status === 0, `npx ended with ${status}: ${stderr}`);
  demand(readdirSync(cwd).join() === 'acme', `beside acme/ there is ${readdirSync(cwd).join(', ')}`);
  return texts(join(cwd, 'acme'));
}

/** What the source writes: templates compiled on the spot, where the package has them prepared. */
export async function fromSource(): Promise<Readonly<Record<string, string>>> {
  const cwd = folder('source');
  const { code, err } = await run(['acme', '--yes'], { cwd });
  demand(code === 0, err);
  return texts(join(cwd, 'acme'));
}

/** Places that must not change one byte. */
export const PLACES: Readonly<Record<string, () => Place>> = {
  'an empty folder': () => ({}),
  'a folder with a space and unicode': () => ({ cwd: folder('mé dossier 目录') }),
  'umask 077': () => ({ umask: '077' }),
  'another time zone': () => ({ env: { TZ: 'Pacific/Kiritimati' } }),
  'another language': () => ({ env: { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', LANGUAGE: 'tr' } }),
  'another home': () => ({ env: { HOME: folder('home'), USER: 'somebody' } }),
};

export function sameBytes(expected: Readonly<Record<string, string>>, found: Readonly<Record<string, string>>): void {
  const paths = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  const other = paths.filter((path) => expected[path] !== found[path]);
  demand(other.length === 0, `other bytes in ${other.join(', ')}`);
}

/** Every question has more than one answer here. */
const QUESTIONS = {
  'aws/component.yaml': 'title: AWS\nwhen: { cloud: aws, orchestrator: [eks, ecs] }\n',
  'gcp/component.yaml': 'title: Google Cloud\nwhen: { cloud: gcp, orchestrator: [gke, cloud-run] }\n',
  'github/component.yaml': 'title: GitHub\nwhen: { ci: github-actions }\n',
  'gitlab/component.yaml': 'title: GitLab\nwhen: { ci: gitlab-ci }\n',
  'push/component.yaml': 'title: Push\nwhen: { delivery: push }\n',
  'argocd/component.yaml': 'title: Argo CD\nwhen: { delivery: argocd }\n',
  'base/component.yaml': 'title: Base\n',
  'base/files/answers.txt.hbs': '<% name %> <% cloud %> <% orchestrator %> <% ci %> <% delivery %>\n',
  'personas/builder.md': '---\nsummary: builds\n---\n',
  'personas/keeper.md': '---\nsummary: keeps\n---\n',
};
const line = (root: string, catalogue: string): string => `${process.execPath} ${join(root, 'dist/cli.cjs')} acme --catalog ${catalogue}`;

async function answer({ press, shows }: Window): Promise<void> {
  await shows(/Name .*acme/);
  press('Enter');
  await shows(/❯ builder +builds/);
  press('Down', 'Enter');
  await shows(/❯ aws +Amazon Web Services/);
  press('Down', 'Enter');
  const orchestrators = await shows(/❯ gke +Kubernetes/);
  demand(!/\b(eks|ecs) /.test(orchestrators), 'an orchestrator that the cloud excludes is offered');
  press('Down', 'Enter');
  await shows(/❯ github-actions +/);
  press('Enter');
  await shows(/❯ defaults +/);
  press('Enter');
  await shows('Write them?');
}

/** Answered with keys, in the order that is promised, and written. */
export async function asked({ package: root }: Tarball): Promise<string> {
  const cwd = folder('terminal');
  await atTerminal(line(root, catalog(QUESTIONS)), cwd, async (window) => {
    await answer(window);
    window.press('Enter');
    const screen = await window.ended();
    demand(screen.includes('(exit 0)'), screen);
    const order = ['Name', 'Persona', 'Cloud', 'Orchestrator', 'CI platform', 'The rest', 'Write them?', 'Next', 'Again'].map((word) =>
      screen.search(new RegExp(`^(\\? )? *${word.replace('?', '\\?')}`, 'm')),
    );
    demand(
      order.every((at, index) => at >= 0 && at > (order[index - 1] ?? -1)),
      `the questions came in another order:\n${screen}`,
    );
  });
  demand(
    readFileSync(join(cwd, 'acme/answers.txt'), 'utf8') === 'acme gcp cloud-run github-actions push\n',
    'the answers are not those that were given',
  );
  return 'name, persona, cloud, orchestrator, CI platform, the rest';
}

const THEIRS = `export default (plop) => plop.setGenerator('postmortem', { description: 'a page of ours', prompts: [], actions: [] });\n`;

/** `add` without a kind: one menu of ours and of the team's own generators, then the questions of the kind. */
export async function added({ package: root }: Tarball): Promise<string> {
  const cwd = folder('terminal');
  const made = spawnSync(process.execPath, [join(root, 'dist/cli.cjs'), '--yes', '--name', 'acme', '--catalog', catalog(QUESTIONS)], {
    cwd,
  });
  demand(made.status === 0, String(made.stderr));
  write(cwd, { 'plopfile.mjs': THEIRS });
  await atTerminal(`${process.execPath} ${join(root, 'dist/cli.cjs')} add`, cwd, async ({ press, shows, ended }) => {
    const menu = await shows('a page of ours');
    for (const kind of ['service', 'environment', 'component', 'postmortem']) demand(new RegExp(`^(❯| ) ${kind} `, 'm').test(menu), menu);
    press('Down');
    await shows(/❯ environment/);
    press('Up', 'Enter');
    await shows(/Name/);
    press('billing', 'Enter');
    const screen = await ended();
    demand(screen.includes('(exit 0)') && screen.includes('npx create-devops-stack add service billing'), screen);
  });
  demand(/^ {2}billing: /m.test(readFileSync(join(cwd, 'devops-stack.yaml'), 'utf8')), 'the stack file has no service billing');
  return 'one menu with their own plopfile.mjs';
}

const leavesNothing = async (tarball: Tarball, leave: (window: Window) => Promise<void>): Promise<string> => {
  const cwd = folder('terminal');
  await atTerminal(line(tarball.package, catalog(QUESTIONS)), cwd, async (window) => {
    await leave(window);
    demand((await window.ended()).includes('(exit 130)'), window.screen());
  });
  demand(readdirSync(cwd).length === 0, `left behind: ${readdirSync(cwd).join(', ')}`);
  return 'exit 130, nothing left';
};

export const declined = (tarball: Tarball): Promise<string> =>
  leavesNothing(tarball, async (window) => {
    await answer(window);
    window.press('n', 'Enter');
  });

export const interrupted = (tarball: Tarball): Promise<string> =>
  leavesNothing(tarball, async (window) => {
    await window.shows(/Name .*acme/);
    window.press('Enter');
    await window.shows(/❯ builder/);
    window.press('C-c');
  });
