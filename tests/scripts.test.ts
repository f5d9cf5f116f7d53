import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planText, shippedCatalog } from './support/reference.ts';
import { folder, write } from './support/run.ts';

// Scripts that ask a cluster or Docker, run for real against stand-ins that answer like them.

const CATALOG = await shippedCatalog();
const STACK = 'name: acme-platform\nservices: { api: { kind: http }, mailer: { kind: worker }, nightly: { kind: job } }\n';
const { files } = planText('scripts', STACK, CATALOG);
const DIGEST = `sha256:${'1'.repeat(64)}`;

/** Run an emitted script beside stand-ins: name → shell. */
function script(path: string, args: readonly string[], standIns: Readonly<Record<string, string>>): { code: number | null; out: string } {
  const root = folder('scripts');
  const image = `image:\n  repository: registry.example/x\n  digest: ${DIGEST}\n`;
  const bin = Object.fromEntries(Object.entries(standIns).map(([name, text]) => [`bin/${name}`, `#!/usr/bin/env bash\n${text}`]));
  write(root, { 'script.sh': files.get(path)!, [`services/${args[0]!}/deploy/dev/image.yaml`]: image, ...bin });
  for (const name of Object.keys(bin)) chmodSync(join(root, name), 0o755);
  const env = { PATH: `${join(root, 'bin')}:${process.env['PATH']!}` };
  const { status, stdout, stderr } = spawnSync('bash', ['script.sh', ...args], { cwd: root, env, encoding: 'utf8' });
  return { code: status, out: stdout + stderr };
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

describe('task service:run', () => {
  const run = (service: string, code = 0): { code: number | null; out: string } =>
    script('scripts/service-run.sh', [service], {
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
