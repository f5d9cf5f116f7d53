import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../harness/port.ts';
import { Client } from './client.ts';
import { Store } from './store.ts';

const TOKEN = 'verify';
const PATIENCE = 90_000;

interface Binaries {
  readonly etcd: string;
  readonly apiserver: string;
}

interface Server {
  readonly client: Client;
  readonly store: Store;
  readonly end: () => Promise<void>;
}

/** Servers that wait for their next use: to start one and teach it the custom kinds takes ten seconds, to empty it a moment. */
const idle: Server[] = [];

/** Run `use` against an API server of its own on loopback that knows nothing but definitions of custom kinds. */
export async function withCluster<T>(binaries: Binaries, use: (client: Client) => Promise<T>): Promise<T> {
  const server = idle.pop() ?? (await started(binaries));
  try {
    const result = await use(server.client);
    await server.store.empty();
    idle.push(server);
    return result;
  } catch (error) {
    await server.end();
    throw error;
  }
}

async function started(binaries: Binaries): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'verify-cluster-'));
  const [store, peer, secure] = [await freePort(), await freePort(), await freePort()];
  const client = new Client(secure, TOKEN);
  const children = [
    start(folder, binaries.etcd, etcdFlags(folder, store, peer)),
    start(folder, binaries.apiserver, serverFlags(folder, store, secure)),
  ];
  const kill = (): void => {
    client.close();
    children.forEach((child) => child.kill('SIGKILL'));
  };
  const clear = (): void => {
    kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', clear);
  const end = async (): Promise<void> => {
    process.removeListener('exit', clear);
    kill();
    await Promise.all(children.map(ended));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await ready(client, children, folder);
    return { client, store: await Store.of(store), end };
  } catch (error) {
    await end();
    throw error;
  }
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) done();
    else child.once('close', () => done());
  });

function start(folder: string, command: string, flags: readonly string[]): ChildProcess {
  const log = openSync(join(folder, 'log'), 'a');
  const child = spawn(command, flags, { cwd: folder, stdio: ['ignore', log, log] });
  child.on('error', (error) => writeFileSync(log, `${error.message}\n`));
  // One that waits does not keep the harness alive.
  child.unref();
  return child;
}

const etcdFlags = (folder: string, store: number, peer: number): string[] => [
  `--data-dir=${join(folder, 'etcd')}`,
  `--listen-client-urls=http://127.0.0.1:${store}`,
  `--advertise-client-urls=http://127.0.0.1:${store}`,
  `--listen-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
  `--initial-cluster=default=http://127.0.0.1:${peer}`,
  '--unsafe-no-fsync',
];

function serverFlags(folder: string, store: number, secure: number): string[] {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  writeFileSync(join(folder, 'accounts.pub'), publicKey);
  writeFileSync(join(folder, 'accounts.key'), privateKey, { mode: 0o600 });
  writeFileSync(join(folder, 'tokens.csv'), `${TOKEN},verify,verify,"system:masters"\n`, { mode: 0o600 });
  return [
    `--etcd-servers=http://127.0.0.1:${store}`,
    `--secure-port=${secure}`,
    '--bind-address=127.0.0.1',
    // Of the range for documentation: nobody is told of it, and a machine without a network has no address to offer.
    '--advertise-address=192.0.2.1',
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, 'accounts.pub')}`,
    `--service-account-signing-key-file=${join(folder, 'accounts.key')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--disable-admission-plugins=ServiceAccount',
    '--endpoint-reconciler-type=none',
  ];
}

async function ready(client: Client, children: readonly ChildProcess[], folder: string): Promise<void> {
  const until = Date.now() + PATIENCE;
  const said = (): string => readFileSync(join(folder, 'log'), 'utf8').slice(-600);
  while (Date.now() < until) {
    if (children.some(({ exitCode }) => exitCode !== null)) throw new Error(`the API server did not start: ${said()}`);
    const answer = await client.request('GET', '/readyz').catch(() => undefined);
    if (answer?.status === 200) return;
    await wait(100);
  }
  throw new Error(`the API server is not ready after ${PATIENCE / 1000} s: ${said()}`);
}
