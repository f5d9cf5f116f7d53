import { setTimeout as wait } from 'node:timers/promises';

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const [FIRST, LAST] = ['/registry/', '/registry0'];
const DEFINITIONS = ['/registry/apiextensions.k8s.io/', '/registry/apiregistration.k8s.io/'];
const POLICIES = '/registry/validatingadmissionpolic';
/** What the server remembers follows its store in a moment; policies it looks at once a second. */
const [MOMENT, SECOND] = [200, 1500];

/** The etcd of an API server, through its gateway for JSON. */
export class Store {
  private constructor(
    private readonly port: number,
    private readonly base: ReadonlySet<string>,
  ) {}

  /** What it holds now is what it will be put back to. */
  static async of(port: number): Promise<Store> {
    return new Store(port, new Set(await keys(port)));
  }

  /** Forget every object that came since, and keep the definitions of custom kinds. */
  async empty(): Promise<void> {
    const came = (await keys(this.port)).filter((key) => !this.base.has(key) && !DEFINITIONS.some((prefix) => key.startsWith(prefix)));
    for (const key of came) await ask(this.port, 'deleterange', { key: base64(key) });
    await wait(came.some((key) => key.startsWith(POLICIES)) ? SECOND : MOMENT);
  }
}

async function ask(port: number, action: string, body: object): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${port}/v3/kv/${action}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`etcd: ${action}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function keys(port: number): Promise<string[]> {
  const { kvs = [] } = (await ask(port, 'range', { key: base64(FIRST), range_end: base64(LAST), keys_only: true })) as {
    kvs?: readonly { readonly key: string }[];
  };
  return kvs.map(({ key }) => Buffer.from(key, 'base64').toString());
}
