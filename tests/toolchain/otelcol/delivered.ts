import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '../harness/port.ts';
import type { Finding, Work } from '../harness/tool.ts';
import { listening, portOf, type Sent } from './store.ts';

const PATIENCE = 20_000;
const [TRACE, SPAN] = ['0af7651916cd43dd8448eb211c80319c', 'b7ad6b7169203331'];
const START = '2026-11-21T10:00:00.123456789Z';

/** Files as the kubelet lays them out, by the path below /var/log/pods. */
const PODS: Readonly<Record<string, string>> = {
  'shop_shop-5d_0b9f2a4e-1c1c-4b7e-9a52-6f4c3d0f1a11/app/0.log': `${START} stdout F {"level":"warn","message":"slow","service":"shop","trace_id":"${TRACE}","span_id":"${SPAN}"}\n`,
  'kube-system_dns-1_1b9f2a4e-1c1c-4b7e-9a52-6f4c3d0f1a11/dns/0.log': `${START} stderr F plain words\n${START} stdout F {"broken\n${START} stdout F {"level":30,"trace_id":"none"}\n`,
};

const span = { traceId: TRACE, spanId: SPAN, name: 'GET /', kind: 2, startTimeUnixNano: '1', endTimeUnixNano: '2' };
const SPANS = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

interface Logs {
  readonly resourceLogs?: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeLogs: readonly {
      readonly logRecords: readonly {
        readonly traceId?: string;
        readonly spanId?: string;
        readonly severityNumber?: number;
        readonly body: { readonly stringValue: string };
      }[];
    }[];
  }[];
}

/** Run the collector on files of pods, give it a span, and look at what it sends to its stores. */
export async function delivered({ root, bin }: Work, path: string): Promise<Finding[]> {
  const sent: Sent[] = [];
  const store = await listening(sent);
  const to = `127.0.0.1:${portOf(store)}`;
  const take = `127.0.0.1:${await freePort()}`;
  const settings = join(root, 'settings.yaml');
  writeFileSync(
    settings,
    here(readFileSync(join(root, path), 'utf8'), { root, to, take, metrics: await freePort(), health: await freePort() }),
  );
  for (const [name, text] of Object.entries(PODS)) {
    mkdirSync(dirname(join(root, 'pods', name)), { recursive: true });
    writeFileSync(join(root, 'pods', name), text);
  }
  const collector = spawn(bin('otelcol'), [`--config=file:${settings}`], { stdio: ['ignore', 'ignore', 'pipe'] });
  const end = (): void => void collector.kill('SIGKILL');
  process.once('exit', end);
  let log = '';
  collector.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  try {
    const complete = await until(async () => {
      await fetch(`http://${take}/v1/traces`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(SPANS),
      }).catch(() => undefined);
      return records(sent).length >= 4 && sent.some(({ url }) => url === '/v1/traces');
    });
    const problems = [...(complete ? [] : [`after ${PATIENCE / 1000} s not all has arrived: ${log.slice(-400)}`]), ...faults(sent)];
    return problems.map((message) => ({ file: path, message }));
  } finally {
    end();
    process.removeListener('exit', end);
    store.closeAllConnections();
    store.close();
  }
}

interface Places {
  readonly root: string;
  readonly to: string;
  readonly take: string;
  readonly metrics: number;
  readonly health: number;
}

/** The settings with the places of this machine; what they do stays as it is. Stores here read JSON. */
const here = (text: string, { root, to, take, metrics, health }: Places): string =>
  text
    .replaceAll('/var/log/pods', join(root, 'pods'))
    .replaceAll('/var/lib/otelcol', join(root, 'state'))
    .replaceAll(/"?\$\{env:MY_POD_IP\}:4318"?/g, `"${take}"`)
    .replaceAll(/"?\$\{env:MY_POD_IP\}:13133"?/g, `"127.0.0.1:${health}"`)
    .replaceAll('${env:MY_POD_IP}', '127.0.0.1')
    .replaceAll('port: 8888', `port: ${metrics}`)
    .replaceAll(/endpoint: "?http:\/\/[a-z]+:\d+([^\s"]*)"?/g, (_, rest: string) => `endpoint: "http://${to}${rest}"`)
    .replaceAll(/^( {2}otlp_http\/\w+:)(?: \{(.*)\})?$/gm, (_, head: string, inline?: string) =>
      inline === undefined
        ? `${head}\n    encoding: json\n    compression: none`
        : `${head} {${inline}, encoding: json, compression: none }`,
    );

async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await wait(200)) if (await holds()) return true;
  return false;
}

/** Log records in the order of their arrival, each with what is known of where it comes from. */
const records = (sent: readonly Sent[]) =>
  sent
    .filter(({ url }) => url === '/otlp/v1/logs')
    .flatMap(({ body }) => (JSON.parse(body) as Logs).resourceLogs ?? [])
    .flatMap(({ resource, scopeLogs }) => {
      const from = Object.fromEntries(resource.attributes.map(({ key, value }) => [key, value.stringValue]));
      return scopeLogs.flatMap(({ logRecords }) => logRecords.map((record) => ({ from, ...record })));
    });

/** What is missing of that with which somebody finds a line again. */
function faults(sent: readonly Sent[]): string[] {
  const all = records(sent);
  const traced = all.find(({ body }) => body.stringValue.includes('slow'));
  const plain = all.find(({ body }) => body.stringValue === 'plain words');
  const expected = {
    'a line with a trace carries no trace': traced?.traceId === TRACE && traced.spanId === SPAN,
    'a line with a level has no severity': traced?.severityNumber === 13,
    'a line of a service does not name it': traced?.from['service.name'] === 'shop' && traced.from['k8s.namespace.name'] === 'shop',
    'a plain line does not name its container': plain?.from['service.name'] === 'dns' && plain.from['k8s.pod.name'] === 'dns-1',
    'a line of JSON does not arrive as it was printed': traced?.body.stringValue === PODS[Object.keys(PODS)[0]!]!.split(' F ')[1]!.trim(),
    'a span does not arrive': sent.some(({ url, body }) => url === '/v1/traces' && body.includes(TRACE)),
  };
  return Object.entries(expected).flatMap(([fault, holds]) => (holds ? [] : [fault]));
}
