import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { pin } from '../harness/pins.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';

const SCRIPT = 'scripts/load.js';
const OBJECTIVES = /^observability\/slos\/(?!windows\.yaml$)[^/]+\.yaml$/;
/** What k6 ends with where a threshold is missed. */
const MISSED = 99;

interface Trial {
  readonly service: string;
  readonly status: number;
  readonly milliseconds: number;
  readonly ends: number;
}

/** A busy machine is slow itself, so a service that is well may take as long as k6 waits for an answer. */
const PATIENT = ['le="0.5"', 'le="5"'] as const;

/** What the objectives say of a service that answers in one way. */
async function trial({ exec, bin }: Work, { service, status, milliseconds, ends }: Trial): Promise<Finding[]> {
  const server = createServer((_, response) => void setTimeout(() => response.writeHead(status).end('{}'), milliseconds));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const env = { SERVICE: service, URL, RATE: '20', DURATION: '1s', K6_NO_USAGE_REPORT: 'true' };
  const { code, out, err } = await exec(bin('k6'), ['run', '--quiet', SCRIPT], { env });
  server.closeAllConnections();
  server.close();
  const said = `${err}\n${out}`.replaceAll(/\s+/g, ' ').trim().slice(0, 400);
  const what = `${service} with ${status} after ${milliseconds} ms: exit ${code}, expected ${ends}`;
  return code === ends ? [] : [{ file: SCRIPT, message: `${what}: ${said}` }];
}

/** The load of `task service:load`, for a second, on a service that is well, one that fails, one that refuses and one that is slow. */
export const k6 = tool({
  name: 'k6',
  version: pin('k6'),
  tier: 2,
  // The module path of k6 2 is not served.
  recipes: [{ kind: 'go', package: 'go.k6.io/k6', version: 'v1.8.1', binary: 'k6' }],
  trueVersion: async () => '1.8.1',
  reads: (path) => path === SCRIPT || OBJECTIVES.test(path),
  units: (files) => {
    const objectives = files.filter((path) => OBJECTIVES.test(path));
    return Object.fromEntries(files.includes(SCRIPT) ? objectives.map((path) => [basename(path, '.yaml'), [SCRIPT, path]]) : []);
  },
  run: async (work) => {
    const service = basename(work.files.find((path) => OBJECTIVES.test(path)) ?? '', '.yaml');
    const slow = await trial(work, { service, status: 200, milliseconds: 700, ends: MISSED });
    const objectives = join(work.root, 'observability/slos', `${service}.yaml`);
    const text = readFileSync(objectives, 'utf8');
    if (!text.includes(PATIENT[0])) return [...slow, { file: SCRIPT, message: `the objectives of ${service} have no limit ${PATIENT[0]}` }];
    writeFileSync(objectives, text.replaceAll(...PATIENT));
    const others: Finding[] = [];
    for (const [status, ends] of [
      [200, 0],
      [404, 0],
      [500, MISSED],
    ] as const)
      others.push(...(await trial(work, { service, status, milliseconds: 0, ends })));
    return [...slow, ...others];
  },
  seed: {
    files: {
      [SCRIPT]: 'export const options = { scenarios: { a: { executor: "constant-arrival-rates" } } };\nexport default function load() {}\n',
      'observability/slos/api.yaml': 'groups: []\n',
    },
    finds: /executor type 'constant-arrival-rates'/,
  },
});
