import { Agent, request } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import type { KubernetesObject } from '../kubernetes/objects.ts';

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly warnings: readonly string[];
}

interface Resource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const LIMIT = 30_000;
const PATIENCE = 200;

/** The words of `Warning` headers: 299 - "text", perhaps several. */
const warningsOf = (header: string | undefined): string[] =>
  [...(header ?? '').matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text!.replaceAll(/\\(.)/g, '$1'));

/** Talks to an API server that we started on loopback; its certificate is its own. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  readonly #resources = new Map<string, readonly Resource[]>();

  constructor(
    private readonly port: number,
    private readonly token: string,
  ) {}

  close(): void {
    this.#agent.destroy();
  }

  request(method: string, path: string, body?: unknown, type = 'application/json'): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.token}`, accept: 'application/json', 'content-type': type };
    return new Promise((done, failed) => {
      const options = { host: '127.0.0.1', port: this.port, method, path, agent: this.#agent, timeout: LIMIT, headers };
      const call = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', failed);
        response.on('end', () =>
          done({
            status: response.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
            warnings: warningsOf(response.headers['warning'] as string | undefined),
          }),
        );
      });
      call.on('timeout', () => call.destroy(new Error(`no answer to ${method} ${path} within ${LIMIT / 1000} s`)));
      call.on('error', failed);
      call.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Apply an object as `kubectl apply --server-side` does. What the server says against it, warnings too. */
  apply(object: KubernetesObject): Promise<string[]> {
    return this.#patch(object, '');
  }

  /** What the server would say against applying it. Nothing is kept. */
  tryToApply(object: KubernetesObject): Promise<string[]> {
    return this.#patch(object, '&dryRun=All');
  }

  async #patch(object: KubernetesObject, flags: string): Promise<string[]> {
    const path = await this.#pathOf(object);
    if (!path) return [`the server knows no ${object.kind} of ${object.apiVersion}`];
    const query = `fieldManager=verify&fieldValidation=Strict${flags}`;
    return complaints(await this.request('PATCH', `${path}/${object.metadata.name}?${query}`, object, 'application/apply-patch+yaml'));
  }

  /** Would this object be taken? Nothing is kept. */
  async tryToCreate(object: object, path: string): Promise<string[]> {
    return complaints(await this.request('POST', `${path}?dryRun=All&fieldManager=verify&fieldValidation=Strict`, object));
  }

  /** Wait until the server serves a kind, which takes a moment after its definition came. */
  async serves(apiVersion: string, kind: string): Promise<boolean> {
    for (let attempt = 0; attempt < PATIENCE; attempt++) {
      if ((await this.#load(apiVersion)).some((one) => one.kind === kind)) return true;
      await wait(100);
    }
    return false;
  }

  async #load(apiVersion: string): Promise<readonly Resource[]> {
    const { status, body } = await this.request('GET', apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);
    const resources = status === 200 ? (JSON.parse(body) as { resources: readonly Resource[] }).resources : [];
    this.#resources.set(apiVersion, resources);
    return resources;
  }

  async #pathOf({ apiVersion, kind, metadata }: KubernetesObject): Promise<string | undefined> {
    const resources = this.#resources.get(apiVersion) ?? (await this.#load(apiVersion));
    const resource = resources.find((one) => one.kind === kind && !one.name.includes('/'));
    if (!resource) return undefined;
    const scope = resource.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}${scope}/${resource.name}`;
  }
}

function complaints({ status, body, warnings }: Answer): string[] {
  const said = warnings.map((text) => `warning: ${text}`);
  if (status === 200 || status === 201) return said;
  let message = body.slice(0, 400);
  try {
    message = (JSON.parse(body) as { message?: string }).message ?? message;
  } catch {
    // Not the words of Kubernetes; the text itself says more.
  }
  return [`${status}: ${message}`, ...said];
}
