import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { catalog, folder, type Ran, run, write } from '../support/run.ts';
import { snapshot } from '../support/snapshot.ts';
import { spawn } from '../support/spawn.ts';

const COMPONENTS = {
  'base/component.yaml': 'title: Base\n',
  'base/files/README.md.hbs': '# <% name %> by <% organization %>\n',
  'base/files/LICENSE': 'yours\n',
  'aws/component.yaml': 'title: AWS\nwhen: { cloud: aws, orchestrator: eks }\n',
  'gcp/component.yaml': 'title: Google Cloud\nwhen: { cloud: gcp, orchestrator: gke }\n',
  'ci/component.yaml': 'title: Pipelines\nwhen: { ci: github-actions }\n',
  'places/component.yaml': 'title: Places\n',
  'places/files/environments/[environment].txt.hbs': '<% environment.region %> <% environment.account %>\n',
  'http/component.yaml': 'title: Servers\nwhen: { kind: http }\n',
  'http/files/services/[service]/main.txt.hbs': '<% service.port %>\n',
  'worker/component.yaml': 'title: Workers\nwhen: { kind: worker }\n',
  'personas/engineer.md': '---\nsummary: builds\n---\nAn engineer.\n',
};
const INVALID = fileURLToPath(new URL('../stacks/invalid/', import.meta.url));

let shipped: string;
let repository: string;

beforeAll(async () => {
  shipped = catalog(COMPONENTS);
  repository = join(folder('repository'), 'acme');
  const { code, err } = await run(['acme', '--yes', '--catalog', shipped], { cwd: join(repository, '..') });
  expect(code, err).toBe(0);
});

/** One refusal: `given` prepares the folder and says what is typed; `says` and `type` are parts of the sentence and of the hint. */
interface Row {
  readonly kind: string;
  readonly given: (cwd: string) => readonly string[];
  readonly exit: 2 | 4;
  readonly says: string | RegExp;
  readonly type: string | RegExp;
}

const create = (...flags: string[]): string[] => ['acme', '--yes', '--catalog', shipped, ...flags];
/** A catalog like the one of these tests, with some files more. */
const withFiles = (cwd: string, files: Readonly<Record<string, string>>): string[] => {
  cpSync(shipped, join(cwd, 'catalog'), { recursive: true });
  write(join(cwd, 'catalog', 'templates'), files);
  return ['acme', '--yes', '--catalog', 'catalog'];
};
/** A stack file for a catalog with a database on one cloud and a queue on both. */
const usingRows = (cwd: string, stack: string): string[] => {
  write(cwd, { 'stack.yaml': stack });
  const files = {
    'rows/component.yaml': `title: Rows
when: { cloud: aws, uses: postgres }
provides:
  recovery: [{ what: Rows, loss: 5m }]
  addons: [{ name: watch, path: platform/watch, namespace: watch }]
`,
    'queues/component.yaml': 'title: Queues\nwhen: { uses: queue }\n',
  };
  return [...withFiles(cwd, files), '--from', 'stack.yaml'];
};
/** A command in a repository that somebody has damaged. */
const damaged = (cwd: string, damage: (root: string) => void, ...argv: string[]): string[] => {
  cpSync(repository, join(cwd, 'acme'), { recursive: true });
  damage(join(cwd, 'acme'));
  return [...argv, '-C', 'acme'];
};
const replace = (path: string, from: string | RegExp, to: string): void => {
  const text = readFileSync(path, 'utf8');
  const next = text.replace(from, to);
  expect(next, `${path} has no ${String(from)}`).not.toBe(text);
  writeFileSync(path, next);
};
const nothing = (): void => {};
const lock = (root: string): string => join(root, 'devops-stack.lock');
const inTheWay = (cwd: string): void => write(cwd, { 'acme/README.md': 'mine\n', 'acme/LICENSE': 'mine too\n' });

/** Every file of tests/stacks/invalid, once given to `create` and once standing in a repository. */
const FILES: Row[] = readdirSync(INVALID).flatMap((name): Row[] => {
  const text = readFileSync(join(INVALID, name), 'utf8');
  const [, says, type] = /^# says: ([^\n]+)\n# type: ([^\n]+)\n/.exec(text) ?? [];
  if (!says || !type) throw new Error(`${name} does not begin with "# says:" and "# type:"`);
  const title = name.replace('.yaml', '').replaceAll('-', ' ');
  return [
    { kind: `${title}, given to create`, given: () => create('--from', join(INVALID, name)), exit: 2, says, type },
    {
      kind: `${title}, in a repository`,
      given: (cwd) => damaged(cwd, (root) => writeFileSync(join(root, 'devops-stack.yaml'), text), 'update', '--catalog', shipped),
      exit: 2,
      says,
      type,
    },
  ];
});

const ARGUMENTS: Row[] = [
  {
    kind: 'an empty folder name',
    given: () => ['', '--yes', '--catalog', shipped],
    exit: 2,
    says: 'An argument is empty',
    type: 'a variable of your shell',
  },
  {
    kind: 'an empty path for update',
    given: (cwd) => damaged(cwd, nothing, 'update', ''),
    exit: 2,
    says: 'An argument is empty',
    type: 'a variable of your shell',
  },
  {
    kind: 'a path for undo',
    given: (cwd) => damaged(cwd, nothing, 'undo', 'README.md'),
    exit: 2,
    says: 'undo takes no README.md',
    type: 'create-devops-stack undo',
  },
  {
    kind: 'a flag of an environment for a service',
    given: (cwd) => damaged(cwd, nothing, 'add', 'service', 'pay', '--size', 'ha'),
    exit: 2,
    says: 'add service takes no --size',
    type: '--help',
  },
  {
    kind: 'a flag of a service for an environment',
    given: (cwd) => damaged(cwd, nothing, 'add', 'environment', 'qa', '--uses', 'postgres'),
    exit: 2,
    says: 'add environment takes no --uses',
    type: '--help',
  },
  {
    kind: 'two decisions with one number',
    given: (cwd) =>
      damaged(
        cwd,
        (root) =>
          replace(
            join(root, 'devops-stack.yaml'),
            /^decisions: .*$/m,
            'decisions: [{ number: 200, date: 2027-01-01, title: One }, { number: 200, date: 2027-01-02, title: Two }]',
          ),
        'update',
      ),
    exit: 2,
    says: 'Two decisions have the number 200: "One" and "Two"',
    type: 'number: 201',
  },
];

const STACKS: Row[] = [
  {
    kind: 'random bytes for a stack file',
    given: (cwd) => {
      writeFileSync(
        join(cwd, 'stack.yaml'),
        Uint8Array.from({ length: 512 }, (_, index) => (index * 167 + 13) % 256),
      );
      return create('--from', 'stack.yaml');
    },
    exit: 2,
    says: 'stack.yaml',
    type: 'stack file',
  },
  {
    kind: 'an impossible pair in flags',
    given: () => create('--cloud', 'gcp', '--orchestrator', 'eks'),
    exit: 2,
    says: 'eks runs on aws, and the cloud here is gcp. On gcp: gke.',
    type: /Try: create-devops-stack acme .*--orchestrator gke/,
  },
  {
    kind: 'a value that no component answers',
    given: () => create('--cloud', 'azure'),
    exit: 2,
    says: 'azure is not in this catalog; here: aws, gcp',
    type: 'create-devops-stack list',
  },
  {
    kind: 'an unknown persona in flags',
    given: () => create('--persona', 'astronaut'),
    exit: 2,
    says: 'astronaut is not in this catalog; here: engineer',
    type: 'create-devops-stack list',
  },
  {
    kind: 'a name of nothing',
    given: () => create('--name', ''),
    exit: 2,
    says: 'name takes 1 to 30 small letters, digits and hyphens, starting with a letter, not ""',
    type: 'name: acme-platform',
  },
  {
    kind: 'one service twice in flags',
    given: () => create('--service', 'api', '--service', 'api'),
    exit: 2,
    says: 'api is given twice.',
    type: 'once',
  },
  {
    kind: 'services in flags that differ in case',
    given: () => create('--service', 'api,API'),
    exit: 2,
    says: 'services.API: a name takes 1 to 32',
    type: 'create-devops-stack list',
  },
  {
    kind: 'a service that is there already',
    given: (cwd) => damaged(cwd, nothing, 'add', 'service', 'api'),
    exit: 2,
    says: 'api',
    type: /\S/,
  },
  {
    kind: 'a service to add that differs in case',
    given: (cwd) => damaged(cwd, nothing, 'add', 'service', 'API'),
    exit: 2,
    says: 'a name takes 1 to 32',
    type: 'create-devops-stack list',
  },
  {
    kind: 'a path for a service to add',
    given: (cwd) => damaged(cwd, nothing, 'add', 'service', '../../etc'),
    exit: 2,
    says: 'a name takes 1 to 32',
    type: 'create-devops-stack list',
  },
  {
    kind: 'a prototype key for a service to add',
    given: (cwd) => damaged(cwd, nothing, 'add', 'service', '__proto__'),
    exit: 2,
    says: '__proto__',
    type: /\S/,
  },
  {
    kind: 'a prototype key to set',
    given: (cwd) => damaged(cwd, nothing, 'set', '__proto__.cloud=gcp'),
    exit: 2,
    says: '__proto__',
    type: /\S/,
  },
  {
    kind: 'an unknown field to set',
    given: (cwd) => damaged(cwd, nothing, 'set', 'clodu=gcp'),
    exit: 2,
    says: 'unknown field clodu; did you mean cloud',
    type: 'create-devops-stack list',
  },
  {
    kind: 'an unsafe organization to set',
    given: (cwd) => damaged(cwd, nothing, 'set', 'organization=${{ secrets.TOKEN }}'),
    exit: 2,
    says: 'organization takes',
    type: 'organization: acme',
  },
  {
    kind: 'an impossible pair to set',
    given: (cwd) => damaged(cwd, nothing, 'set', 'cloud=gcp'),
    exit: 2,
    says: 'eks runs on aws, and the cloud here is gcp. On gcp: gke.',
    type: /set cloud=gcp .*orchestrator=gke/,
  },
  {
    kind: 'something to use that no component answers',
    given: (cwd) => usingRows(cwd, 'services: { api: { uses: [mysql] } }\n'),
    exit: 2,
    says: 'mysql is not in this catalog; here: postgres, queue (services.api.uses.0)',
    type: 'create-devops-stack list',
  },
  {
    kind: 'something to use that no component answers in this cloud',
    given: (cwd) => usingRows(cwd, 'cloud: gcp\nservices: { api: { uses: [queue, postgres] } }\n'),
    exit: 2,
    says: 'services.api.uses has postgres, which nothing in this catalog answers on gcp with gke (environment dev).',
    type: 'Take postgres out of uses',
  },
  {
    kind: 'something to use that no component answers in the cloud of one environment',
    given: (cwd) => usingRows(cwd, 'environments: { dev: {}, far: { cloud: gcp } }\nservices: { api: { uses: [postgres] } }\n'),
    exit: 2,
    says: 'services.api.uses has postgres, which nothing in this catalog answers on gcp with gke (environment far).',
    type: 'Take postgres out of uses',
  },
  {
    kind: 'a recovery point that the data cannot keep',
    given: (cwd) => usingRows(cwd, 'environments: { live: { rpo: 1m } }\nservices: { api: { uses: [postgres] } }\n'),
    exit: 2,
    says: 'environments.live.rpo is 1m, but Rows can come back as of 5m ago at best.',
    type: 'Write rpo: 5m or more',
  },
  {
    kind: 'a service with the name of a namespace that an add-on has',
    given: (cwd) => usingRows(cwd, 'services: { watch: { uses: [postgres] } }\n'),
    exit: 2,
    says: 'services.watch would share the namespace watch with platform/watch.',
    type: 'another name',
  },
  {
    kind: 'a word that is no assignment',
    given: (cwd) => damaged(cwd, nothing, 'set', 'cloud'),
    exit: 2,
    says: 'cloud is no assignment.',
    type: 'field=value',
  },
  {
    kind: 'a service to remove that is not there',
    given: (cwd) => damaged(cwd, nothing, 'remove', 'service', 'billing'),
    exit: 2,
    says: 'billing',
    type: 'api',
  },
];

const FOLDERS: Row[] = [
  {
    kind: 'clashes',
    given: (cwd) => (inTheWay(cwd), create()),
    exit: 4,
    says: '2 files are in the way: LICENSE, README.md',
    type: '--conflicts=mine',
  },
  {
    kind: 'a target that is a file',
    given: (cwd) => (write(cwd, { acme: 'a file\n' }), create()),
    exit: 4,
    says: 'acme is a file.',
    type: 'Name',
  },
  {
    kind: 'a file where a folder is needed',
    given: (cwd) => (write(cwd, { 'acme/services': 'a file\n' }), create()),
    exit: 4,
    says: 'services is a file, and we need a folder there.',
    type: 'Move services away',
  },
  {
    kind: 'a link above a path',
    given: (cwd) => {
      mkdirSync(join(cwd, 'elsewhere'));
      mkdirSync(join(cwd, 'acme'));
      symlinkSync('../elsewhere', join(cwd, 'acme', 'services'));
      return create();
    },
    exit: 4,
    says: 'services is a link',
    type: 'Replace the link with a folder',
  },
  {
    kind: 'a name that differs only in case',
    given: (cwd) => (write(cwd, { 'acme/readme.md': 'mine\n' }), create()),
    exit: 4,
    says: 'readme.md stands where README.md should go',
    type: 'Rename readme.md',
  },
  {
    kind: 'create where a stack file is',
    given: (cwd) => damaged(cwd, nothing, '--yes'),
    exit: 4,
    says: 'has a devops-stack.yaml already.',
    type: 'Use update, add or set',
  },
  {
    kind: 'a lock from a newer version',
    given: (cwd) => damaged(cwd, (root) => replace(lock(root), /lock 1 \S+/, 'lock 1 99.0.0'), 'update'),
    exit: 4,
    says: 'written by create-devops-stack 99.0.0',
    type: 'npx create-devops-stack@latest',
  },
  {
    kind: 'a lock of a newer format',
    given: (cwd) => damaged(cwd, (root) => replace(lock(root), 'lock 1 ', 'lock 2 '), 'status'),
    exit: 4,
    says: 'written by create-devops-stack',
    type: 'npx create-devops-stack@latest',
  },
  {
    kind: 'a lock edited by hand: a line cut',
    given: (cwd) => damaged(cwd, (root) => replace(lock(root), /\t100644\t/, '\t'), 'update'),
    exit: 2,
    says: 'devops-stack.lock cannot be read',
    type: 'git checkout -- devops-stack.lock',
  },
  {
    kind: 'a lock edited by hand: a text changed',
    given: (cwd) => damaged(cwd, (root) => replace(lock(root), /^(README\.md\t.*)\t[^\t]+$/m, '$1\tS8wrSSxOBQA='), 'check'),
    exit: 2,
    says: 'devops-stack.lock cannot be read',
    type: 'git checkout -- devops-stack.lock',
  },
  {
    kind: 'a lock edited by hand: a hash changed',
    given: (cwd) => damaged(cwd, (root) => replace(lock(root), /\t[0-9a-f]{64}\t/, `\t${'0'.repeat(64)}\t`), 'check'),
    exit: 2,
    says: 'devops-stack.lock cannot be read',
    type: 'git checkout -- devops-stack.lock',
  },
  {
    kind: 'a lock that climbs out of the folder',
    given: (cwd) => {
      // The very bytes that the lock names: a run that trusted it would take the file for ours and delete it.
      cpSync(join(repository, 'README.md'), join(cwd, 'README.md'));
      return damaged(cwd, (root) => replace(lock(root), /^README\.md	/m, '../README.md	'), 'update');
    },
    exit: 2,
    says: '../README.md',
    type: 'git checkout -- devops-stack.lock',
  },
  {
    kind: 'a lock without a header',
    given: (cwd) => damaged(cwd, (root) => writeFileSync(lock(root), ''), 'status'),
    exit: 2,
    says: 'devops-stack.lock cannot be read: it has no header.',
    type: 'git checkout -- devops-stack.lock',
  },
  {
    kind: 'a lock that is missing',
    given: (cwd) => damaged(cwd, (root) => rmSync(lock(root)), 'update'),
    exit: 2,
    says: 'devops-stack.lock is missing',
    type: /git checkout -- devops-stack\.lock.*update --conflicts=/,
  },
  {
    kind: 'a stack file that is deleted',
    given: (cwd) => damaged(cwd, (root) => rmSync(join(root, 'devops-stack.yaml')), 'update'),
    exit: 2,
    says: 'There is no devops-stack.yaml',
    type: 'git checkout -- devops-stack.yaml',
  },
  {
    kind: 'a folder without a stack',
    given: () => ['status'],
    exit: 2,
    says: 'There is no devops-stack.yaml',
    type: 'create-devops-stack <dir>',
  },
  {
    kind: 'nothing to undo',
    given: (cwd) => damaged(cwd, (root) => rmSync(join(root, '.devops-stack'), { recursive: true }), 'undo'),
    exit: 4,
    says: 'There is no run to undo here.',
    type: 'git',
  },
];

const WORDS: Row[] = [
  {
    kind: 'an unknown verb',
    given: () => ['updaet'],
    exit: 2,
    says: 'There is no verb updaet; did you mean update?',
    type: 'create-devops-stack ./updaet',
  },
  { kind: 'a verb of later', given: () => ['detect'], exit: 2, says: 'detect', type: 'create-devops-stack ./detect' },
  {
    kind: 'an unknown flag',
    given: () => create('--cluod', 'aws'),
    exit: 2,
    says: 'There is no flag --cluod; did you mean --cloud?',
    type: 'create-devops-stack --help',
  },
  {
    kind: 'a flag like no other',
    given: () => create('--zebra-crossing'),
    exit: 2,
    says: 'There is no flag --zebra-crossing.',
    type: 'create-devops-stack --help',
  },
  {
    kind: 'a flag without its value at the end',
    given: () => create('--cloud'),
    exit: 2,
    says: '--cloud needs a value.',
    type: '--cloud ',
  },
  {
    kind: 'a flag without its value before another',
    given: () => create('--from', '--yes'),
    exit: 2,
    says: '--from needs a value.',
    type: '--from stack.yaml',
  },
  {
    kind: 'a switch with a value',
    given: () => create('--dry-run=later'),
    exit: 2,
    says: '--dry-run takes no value.',
    type: '--dry-run alone',
  },
  {
    kind: 'an unknown way with conflicts',
    given: () => create('--conflicts=ours'),
    exit: 2,
    says: '--conflicts takes markers, mine or theirs, not ours.',
    type: '--conflicts=markers',
  },
  {
    kind: 'an answer for a verb that takes none',
    given: (cwd) => damaged(cwd, nothing, 'update', '--cloud', 'gcp'),
    exit: 2,
    says: '--cloud',
    type: 'set cloud=gcp',
  },
  {
    kind: 'an unknown kind to add',
    given: (cwd) => damaged(cwd, nothing, 'add', 'servcie', 'billing'),
    exit: 2,
    says: 'add does not know servcie; did you mean service?',
    type: 'service, environment, component',
  },
  { kind: 'two folders', given: () => [...create(), 'other'], exit: 2, says: 'create takes one folder, not 2', type: 'quotes' },
  {
    kind: 'no terminal and a missing answer',
    given: () => ['acme', '--catalog', shipped],
    exit: 2,
    says: /No answer for \w+, and no terminal to ask on\./,
    type: /Give --\w+ \S+, or --yes/,
  },
  {
    kind: 'no terminal and nothing to add',
    given: (cwd) => damaged(cwd, nothing, 'add', 'service'),
    exit: 2,
    says: 'add service needs a name.',
    type: 'create-devops-stack add service',
  },
  {
    kind: 'a missing file in --from',
    given: () => create('--from', 'nowhere.yaml'),
    exit: 2,
    says: '--from names nowhere.yaml, which is no file.',
    type: 'Name a stack file',
  },
  {
    kind: 'a folder in --from',
    given: (cwd) => (mkdirSync(join(cwd, 'dir')), create('--from', 'dir')),
    exit: 2,
    says: '--from names dir, which is no file.',
    type: 'Name a stack file',
  },
];

const CATALOGS: Row[] = [
  {
    kind: 'a missing catalog',
    given: () => ['acme', '--yes', '--catalog', 'nowhere'],
    exit: 2,
    says: /The catalog .*nowhere is missing/,
    type: '--catalog <dir>',
  },
  {
    kind: 'a recorded catalog that is gone',
    given: (cwd) => damaged(cwd, (root) => replace(join(root, 'devops-stack.yaml'), /^catalogs: .*$/m, 'catalogs: [./gone]'), 'update'),
    exit: 2,
    says: 'The catalog ./gone is missing',
    type: '--catalog <dir>',
  },
  {
    kind: 'a manifest that is no YAML',
    given: (cwd) => withFiles(cwd, { 'bad/component.yaml': 'title: [\n' }),
    exit: 2,
    says: /bad\/component\.yaml:\d+:\d+: /,
    type: 'component.yaml',
  },
  {
    kind: 'a manifest with an unknown field',
    given: (cwd) => withFiles(cwd, { 'bad/component.yaml': 'title: X\nwhere: here\n' }),
    exit: 2,
    says: 'where',
    type: 'component.yaml',
  },
  {
    kind: 'a manifest with an unknown condition',
    given: (cwd) => withFiles(cwd, { 'bad/component.yaml': 'title: X\nwhen: { clodu: aws }\n' }),
    exit: 2,
    says: 'when.clodu is no field of a stack; did you mean cloud?',
    type: 'component.yaml',
  },
  {
    kind: 'a manifest without a title',
    given: (cwd) => withFiles(cwd, { 'bad/component.yaml': '' }),
    exit: 2,
    says: 'title',
    type: 'component.yaml',
  },
  {
    kind: 'a component that needs another',
    given: (cwd) => withFiles(cwd, { 'bad/component.yaml': 'title: X\nneeds: [gcp]\n' }),
    exit: 2,
    says: 'bad needs gcp, which this stack does not select.',
    type: 'explain component bad',
  },
  {
    kind: 'two owners of one path',
    given: (cwd) => withFiles(cwd, { 'bad/component.yaml': 'title: X\n', 'bad/files/LICENSE': 'ours\n' }),
    exit: 2,
    says: 'bad and base both yield LICENSE.',
    type: 'rename one of them',
  },
  {
    kind: 'an undefined variable',
    given: (cwd) => withFiles(cwd, { 'bad/component.yaml': 'title: X\n', 'bad/files/a.txt.hbs': 'one\ntwo <% clodu %>\n' }),
    exit: 2,
    says: /bad\/files\/a\.txt\.hbs:2:\d+: .*clodu/,
    type: /\S/,
  },
  {
    kind: 'an undefined version',
    given: (cwd) => withFiles(cwd, { 'bad/component.yaml': 'title: X\n', 'bad/files/a.txt.hbs': '<% versions.tools.zig %>\n' }),
    exit: 2,
    says: /bad\/files\/a\.txt\.hbs:1:\d+: /,
    type: /\S/,
  },
  {
    kind: 'a template that is not closed',
    given: (cwd) => withFiles(cwd, { 'bad/component.yaml': 'title: X\n', 'bad/files/a.txt.hbs': 'one\n<%#if domain%>\n' }),
    exit: 2,
    says: /bad\/files\/a\.txt\.hbs:\d+/,
    type: /\S/,
  },
  {
    kind: 'a link in a catalog',
    given: (cwd) => {
      const argv = withFiles(cwd, { 'bad/component.yaml': 'title: X\n', 'bad/files/a.txt': 'a\n' });
      symlinkSync('/etc/hostname', join(cwd, 'catalog', 'templates', 'bad', 'files', 'b.txt'));
      return argv;
    },
    exit: 2,
    says: 'bad/files/b.txt is a link',
    type: 'Replace it with a file',
  },
  {
    kind: 'a component that climbs out of the folder',
    given: (cwd) => withFiles(cwd, { 'bad/component.yaml': 'title: X\n', 'bad/files/.git/hooks/post-checkout': 'curl evil\n' }),
    exit: 4,
    says: 'bad yields ".git/hooks/post-checkout"',
    type: 'Mend the component',
  },
];

/** Assert what holds for every refusal. */
function refused({ code, out, err }: Ran, { exit, says, type }: Row): void {
  expect(err).not.toMatch(/^\s+at .*:\d+|A bug of ours|Error:/m);
  expect({ code, out }, err).toEqual({ code: exit, out: '' });
  const [sentence = '', hint = '', ...more] = err.trimEnd().split('\n');
  expect(more, err).toEqual([]);
  expect(sentence).toEqual(typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says));
  expect(hint).toEqual(typeof type === 'string' ? expect.stringContaining(type) : expect.stringMatching(type));
}

function refusedAsJson({ code, out, err, json }: Ran, sentence: string, { exit, type }: Row): void {
  expect({ code, err }).toEqual({ code: exit, err: '' });
  const hint = typeof type === 'string' ? expect.stringContaining(type) : expect.stringMatching(type);
  expect(json(), out).toEqual({ format: 1, error: { message: sentence, hint, exit } });
}

const sentenceOf = ({ err }: Ran): string => err.trimEnd().split('\n').at(-2)!.trim();

describe('bad input: the exit code, nothing written, one sentence and what to type', () => {
  for (const row of [...FILES, ...ARGUMENTS, ...STACKS, ...FOLDERS, ...WORDS, ...CATALOGS]) {
    test(row.kind, async () => {
      const cwd = folder('bad');
      const argv = row.given(cwd);
      const before = snapshot(cwd);
      const plain = await run(argv, { cwd });
      expect(snapshot(cwd)).toEqual(before);
      refused(plain, row);
      refusedAsJson(await run([...argv, '--json'], { cwd }), sentenceOf(plain), row);
      expect(snapshot(cwd)).toEqual(before);
    });
  }
});

const NOBODY = 65534;
const READ_ONLY: Row[] = [
  {
    kind: 'a new folder where we may not write',
    given: () => create(),
    exit: 4,
    says: /bad-\w+ cannot be written; nothing was changed\./,
    type: 'permissions',
  },
  {
    kind: 'a folder that is not ours',
    given: (cwd) => (mkdirSync(join(cwd, 'acme')), create()),
    exit: 4,
    says: 'cannot be written; nothing was changed.',
    type: 'permissions',
  },
  {
    kind: 'a repository that is not ours',
    given: (cwd) => damaged(cwd, nothing, 'add', 'service', 'billing'),
    exit: 4,
    says: 'cannot be written; nothing was changed.',
    type: 'permissions',
  },
  {
    kind: 'a stack file that we may not read',
    given: (cwd) => damaged(cwd, (root) => chmodSync(join(root, 'devops-stack.yaml'), 0o600), 'status'),
    exit: 4,
    says: 'devops-stack.yaml cannot be',
    type: 'permissions',
  },
];

// Nothing is forbidden to root, and only root can become somebody else.
describe.skipIf(process.getuid?.() !== 0)('no permission: exit 4, nothing written', () => {
  for (const row of READ_ONLY) {
    test(row.kind, () => {
      const cwd = folder('bad');
      const argv = row.given(cwd);
      for (const open of [cwd, shipped]) chmodSync(open, 0o755);
      const before = snapshot(cwd);
      const plain = spawn(argv, { cwd, uid: NOBODY });
      refused(plain, row);
      refusedAsJson(spawn([...argv, '--json'], { cwd, uid: NOBODY }), sentenceOf(plain), row);
      expect(snapshot(cwd)).toEqual(before);
    });
  }
});
