import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { planText, shippedCatalog } from './support/reference.ts';
import { folder, write } from './support/run.ts';

// Scripts that ask a cluster or Docker, run for real against stand-ins that answer like them.

const CATALOG = await shippedCatalog();
const STACK = 'name: acme-platform\nservices: { api: { kind: http }, mailer: { kind: worker }, nightly: { kind: job } }\n';
const files = new Map(planText('scripts', STACK, CATALOG).files);
const DIGEST = `sha256:${'1'.repeat(64)}`;

interface Run {
  readonly code: number | null;
  readonly out: string;
  /** What the stand-ins wrote into the file that was asked for. */
  readonly heard?: string;
}

/** Run an emitted script beside stand-ins: name → shell. */
function script(path: string, args: readonly string[], standIns: Readonly<Record<string, string>>, { input = '', reads = '' } = {}): Run {
  const root = folder('scripts');
  const image = `image:\n  repository: registry.example/x\n  digest: ${DIGEST}\n`;
  const bin = Object.fromEntries(Object.entries(standIns).map(([name, text]) => [`bin/${name}`, `#!/usr/bin/env bash\n${text}`]));
  const services = ['api', args[0]!].map((service) => [`services/${service}/deploy/dev/image.yaml`, image]);
  write(root, { 'script.sh': files.get(path)!, ...(Object.fromEntries(services) as Record<string, string>), ...bin });
  for (const name of Object.keys(bin)) chmodSync(join(root, name), 0o755);
  const env = { PATH: `${join(root, 'bin')}:${process.env['PATH']!}` };
  const { status, stdout, stderr } = spawnSync('bash', ['script.sh', ...args], { cwd: root, env, encoding: 'utf8', input });
  const heard = join(root, reads);
  return { code: status, out: stdout + stderr, ...(reads && existsSync(heard) ? { heard: readFileSync(heard, 'utf8') } : {}) };
}

describe('task smoke', () => {
  interface Cluster {
    readonly runs?: string;
    readonly service?: boolean;
    readonly digest?: string;
    readonly environment?: string;
    readonly ready?: boolean;
  }
  const smoke = (service: string, { runs = '', service: callable, digest = DIGEST, environment = 'dev', ready = true }: Cluster) =>
    script('scripts/smoke.sh', [service, 'dev'], {
      kubectl: `case "$*" in
  *" service/"*"--ignore-not-found"*) ${callable ? `echo service/${service}` : ':'} ;;
  *"--ignore-not-found"*) echo ${runs} ;;
  *OTEL_RESOURCE_ATTRIBUTES*) printf deployment.environment.name=${environment} ;;
  *${runs.startsWith('cronjob') ? '.spec.jobTemplate.spec' : '{.spec'}.template.spec.containers*) printf registry.example/x@${digest} ;;
  *port-forward*) echo 'Forwarding from 127.0.0.1:1234 -> 80' && exec sleep 10 ;;
esac
`,
      curl: ready ? 'exit 0\n' : '[[ $* == *healthz ]]\n',
    });
  const API = { runs: 'deployment.apps/api', service: true };
  const NIGHTLY = { runs: 'cronjob.batch/nightly' };

  it('asks what answers requests whether it is ready', () => {
    expect(smoke('api', API)).toEqual({ code: 0, out: 'api in dev: /healthz answers\napi in dev: /readyz answers\n' });
    expect(smoke('api', { ...API, ready: false }).code).toBe(1);
  });

  it.each([
    ['mailer', { runs: 'deployment.apps/mailer' }],
    ['nightly', NIGHTLY],
  ])('compares the image of %s, which nobody can ask', (service, cluster) => {
    expect(smoke(service, cluster)).toEqual({
      code: 0,
      out: `${service} in dev: runs ${DIGEST}, and nothing can be asked for more\n`,
    });
    expect(smoke(service, { ...cluster, digest: 'sha256:2' })).toMatchObject({
      code: 1,
      out: expect.stringContaining('Git promotes') as string,
    });
  });

  it('notices the wrong cluster and one without the service', () => {
    expect(smoke('nightly', { ...NIGHTLY, environment: 'production' }).code).toBe(2);
    expect(smoke('nightly', {})).toEqual({ code: 1, out: 'This cluster runs no nightly.\n' });
  });
});

describe('task rollback', () => {
  const FILE = 'services/api/deploy/dev/image.yaml';
  /** What is chosen after these digests were merged one after the other; `typed` lies in the file and is not merged. */
  const rollback = (digests: readonly string[], typed?: string): { code: number | null; chosen: string } => {
    const root = folder('rollback');
    const git = (...args: string[]): unknown =>
      spawnSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@example.com', ...args], { cwd: root });
    const image = (digest: string): void => write(root, { [FILE]: `image:\n  repository: registry.example/api\n  digest: ${digest}\n` });
    write(root, { 'script.sh': files.get('scripts/rollback.sh')! });
    git('init', '--quiet');
    for (const digest of digests) {
      image(digest);
      git('add', FILE);
      git('commit', '--quiet', '--message', digest);
    }
    if (typed) image(typed);
    const { status } = spawnSync('bash', ['script.sh', 'api', 'dev'], { cwd: root });
    return { code: status, chosen: readFileSync(join(root, FILE), 'utf8').match(/digest: (.*)/)![1]! };
  };

  it.each([
    ['the image that ran before', ['a', 'b'], undefined, 'a'],
    ['what preceded the image that a rollback brought back, not the broken one', ['z', 'a', 'b', 'a'], undefined, 'z'],
    ['the good one after a rollback and a new version', ['a', 'b', 'a', 'c'], undefined, 'a'],
    ['one further back if what it chose is not merged yet', ['a', 'b', 'c'], 'b', 'a'],
    ['what was merged last if another one was typed', ['a', 'b'], 'c', 'b'],
  ])('chooses %s', (_, digests, typed, expected) => {
    expect(rollback(digests, typed)).toEqual({ code: 0, chosen: expected });
  });

  it.each([[['a']], [['a', 'b', 'a']]])('changes nothing where nothing that is wanted ran before: %j', (digests) => {
    expect(rollback(digests)).toEqual({ code: 1, chosen: 'a' });
  });
});

describe('task secret:set, secret:list and secret:reload', () => {
  // What AWS hears is written down; `has` says whether it knows the secret.
  const aws = (has: string): string => `printf '%s\\n' "$*" >>heard
case "$*" in
  *get-role*) echo arn:aws:iam::111111111111:role/acme-platform-dev-admin ;;
  *assume-role*) echo ID KEY TOKEN ;;
  *describe-secret*) ${has} ;;
  *create-secret* | *put-secret-value*) echo "$AWS_SESSION_TOKEN $AWS_REGION $(cat)" >>heard ;;
  *list-secrets*) echo a table ;;
esac
`;
  const kubectl = (refreshed: string, ready: string): string => `case "$*" in
  *"get externalsecrets"*) echo '{"items": [{"status": {"refreshTime": "${refreshed}", "conditions": [{"type": "Ready", "status": "${ready}"}]}}]}' ;;
  *"get deployment api"*) echo deployment.apps/api ;;
  *rollout*) echo "$*" ;;
esac
`;
  const secret = (args: readonly string[], { has = 'exit 0', refreshed = '2999-01-01T00:00:00Z', ready = 'True', input = '' } = {}) =>
    script('scripts/secret.sh', args, { aws: aws(has), kubectl: kubectl(refreshed, ready), sleep: 'exit 0\n' }, { input, reads: 'heard' });
  const NONE = 'echo ResourceNotFoundException >&2; exit 254';

  it('gives a value to AWS, which no argument has', () => {
    const { code, heard } = secret(['set', 'dev', 'api', 'token'], { input: 'a value\n' });
    expect(code).toBe(0);
    expect(heard).toContain('put-secret-value --secret-id acme-platform-dev/api/token --secret-string file:///dev/stdin');
    expect(heard).toContain('\nTOKEN eu-west-1 a value\n');
    expect(heard!.match(/a value/g)).toHaveLength(1);
  });

  it('makes a secret that is new, with the key of its environment', () => {
    const { code, heard } = secret(['set', 'dev', 'api', 'token'], { input: 'a value', has: NONE });
    expect(code).toBe(0);
    expect(heard).toContain('create-secret --name acme-platform-dev/api/token --kms-key-id alias/acme-platform-dev/secrets');
  });

  it.each([
    ['an empty value', ['set', 'dev', 'api', 'token'], {}, 2],
    ['a key that is none', ['set', 'dev', 'api', 'To/ken'], { input: 'x' }, 2],
    ['an environment that is none', ['set', 'qa', 'api', 'token'], { input: 'x' }, 2],
    ['a service that is none', ['set', 'dev', 'shop', 'token'], { input: 'x' }, 2],
    ['a refusal of AWS', ['set', 'dev', 'api', 'token'], { input: 'x', has: 'echo AccessDeniedException >&2; exit 254' }, 1],
  ])('stores nothing after %s', (_, args, answers, expected) => {
    const { code, heard } = secret(args, answers);
    expect(code).toBe(expected);
    expect(heard ?? '').not.toMatch(/create-secret|put-secret-value/);
  });

  it('lists those of one environment', () => {
    const { code, out, heard } = secret(['list', 'dev']);
    expect({ code, out }).toEqual({ code: 0, out: 'a table\n' });
    expect(heard).toContain('Values=acme-platform-dev/ ');
  });

  it('restarts a service once its secrets are there, and not before', () => {
    expect(secret(['reload', 'dev', 'api']).out).toContain('rollout restart deployment/api');
    expect(secret(['reload', 'dev', 'api'], { refreshed: '2000-01-01T00:00:00Z' })).toMatchObject({ code: 1 });
    expect(secret(['reload', 'dev', 'api'], { ready: 'False' })).toMatchObject({ code: 1 });
  });
});

describe('task service:run', () => {
  const { tasks } = parse(files.get('tasks/services.yml')!) as { tasks: Record<string, { cmds: string[] }> };
  // Task puts the name in where a script has its argument.
  files.set('service:run', `set -euo pipefail\n${tasks['service:run']!.cmds[0]!.replaceAll('{{.SERVICE}}', '$1')}`);
  const run = (service: string, code = 0): { code: number | null; out: string } =>
    script('service:run', [service], {
      docker: `case "$*" in *"config --services") printf 'api\\nmailer\\n' ;; *) echo "$*" && exit ${String(code)} ;; esac\n`,
    });

  it('starts what stays, and shows it', () => {
    expect(run('mailer')).toEqual({ code: 0, out: 'compose up --build --detach --wait mailer\ncompose ps mailer\n' });
  });

  it('runs a job once and ends as it ended', () => {
    expect(run('nightly', 3)).toEqual({ code: 3, out: 'compose run --build --rm nightly\n' });
  });

  it('finds jobs in a profile of compose.yaml', () => {
    expect(files.get('compose.yaml')).toMatch(/"nightly":(\n {4}.*)*\n {4}profiles: \[jobs\]/);
    expect(files.get('compose.yaml')!.match(/profiles:/g)).toHaveLength(1);
  });
});

describe('task test:integration', () => {
  const uses = planText('integration', 'name: acme-platform\nservices: { orders: { uses: [postgres, cache] }, web: {} }\n', CATALOG).files;
  const integrate = (containers: string): { code: number | null; out: string } => {
    const root = folder('integration');
    write(root, {
      'script.sh': uses.get('scripts/integration.sh')!,
      'services/orders/test/integration/a.test.js': '',
      'bin/docker': `#!/usr/bin/env bash
case "$*" in
  *"config --services") printf '${containers}' ;;
  *" port "*) echo "127.0.0.1:5\${*: -1}" ;;
  *) echo "\${*:4}" ;;
esac
`,
      'bin/npm': '#!/usr/bin/env bash\n',
      'bin/node':
        '#!/usr/bin/env bash\necho "$PWD $PGHOST:$PGPORT $PGUSER $CACHE_HOST:$CACHE_PORT $*" | sed "s/.*services/services/"\nexit 3\n',
    });
    for (const name of ['docker', 'npm', 'node']) chmodSync(join(root, 'bin', name), 0o755);
    const env = { PATH: `${join(root, 'bin')}:${process.env['PATH']!}` };
    const { status, stdout } = spawnSync('bash', ['script.sh'], { cwd: root, env, encoding: 'utf8' });
    return { code: status, out: stdout };
  };

  it('starts what a service uses, tells its tests where that is, ends as they ended, and takes all away', () => {
    expect(integrate('orders\\norders-cache\\norders-postgres\\nweb-cache\\n')).toEqual({
      code: 3,
      out:
        'up --detach --wait orders-cache orders-postgres\n' +
        'services/orders 127.0.0.1:55432 app 127.0.0.1:56379 --test test/integration/a.test.js\n' +
        'down --volumes\n',
    });
  });

  it('is an error where compose.yaml has nothing that the tests need', () => {
    expect(integrate('orders\\nweb-cache\\n')).toEqual({ code: 1, out: 'down --volumes\n' });
  });

  it('finds the containers in a profile of compose.yaml, so that nothing else starts them', () => {
    expect(uses.get('compose.yaml')!.match(/profiles: \[integration\]/g)).toHaveLength(2);
  });
});
