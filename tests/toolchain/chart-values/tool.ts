import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { REPOSITORY } from '../harness/paths.ts';
import { type Finding, tool } from '../harness/tool.ts';
import { isPlatformChart } from '../kubernetes/platform.ts';
import { FACTS, factsOf } from './facts.ts';
import { strangers } from './judge.ts';
import { type Release, releasesOf, unclaimed } from './releases.ts';

const { charts } = parse(readFileSync(join(REPOSITORY, 'templates/versions.yaml'), 'utf8')) as {
  charts: Readonly<Record<string, { readonly version: string }>>;
};
const recorded = readdirSync(FACTS).map((file) => basename(file, '.yaml'));

function judge({ file, name, version, values }: Release): Finding[] {
  const facts = factsOf(name);
  if (!facts) return [{ file, message: `nothing is recorded of the chart ${name} ${version}: run chart-values/refresh.ts` }];
  const isOther = version.split('.')[0] !== facts.version.split('.')[0];
  const stale = isOther ? [`the facts of ${name} are of ${facts.version}, ${version} is pinned: run chart-values/refresh.ts`] : [];
  return [...stale, ...strangers(values, facts.keys)].map((message) => ({ file, message: `${name}: ${message}` }));
}

/** Every value that we give a chart of others is one that the chart has. Facts of another minor than the pinned one show as `~`. */
export const chartValues = tool({
  name: 'chart-values',
  version: recorded.map((name) => `${name} ${charts[name]?.version}`).join(', '),
  tier: 1,
  recipes: [],
  uses: ['kubernetes'],
  trueVersion: async () => recorded.map((name) => `${name} ${factsOf(name)?.version}`).join(', '),
  reads: isPlatformChart,
  run: async ({ root, files }) => [
    ...releasesOf(root, files).flatMap(judge),
    ...unclaimed(root, files).map(({ file, key }) => ({
      file,
      message: `no chart of this folder is called ${key}, and no template reads it`,
    })),
  ],
  seed: {
    files: {
      'platform/argocd/Chart.yaml': `apiVersion: v2
name: argocd
version: 1.0.0
dependencies:
  - { name: argo-cd, version: "${charts['argo-cd']?.version}", repository: "https://charts.example" }
`,
      'platform/argocd/values.yaml': 'argo-cd:\n  repoServer:\n    replica: 2\n',
    },
    finds: /has the key repoServer\.replica$/,
  },
});
