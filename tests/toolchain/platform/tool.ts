import { basename, dirname } from 'node:path';
import { pin } from '../harness/pins.ts';
import { type Finding, tool, type Work } from '../harness/tool.ts';
import { conform, KUBECONFORM } from '../kubeconform/conform.ts';
import { type Addon, isPlatformChart, renderOwn } from '../kubernetes/platform.ts';
import { CRDS, HELM, KUBERNETES, SCHEMAS } from '../kubernetes/recipes.ts';

const folderOf = (path: string): string => path.split('/').slice(0, 2).join('/');
const environmentsOf = (files: readonly string[]): string[] =>
  files.filter((path) => basename(dirname(path)) === 'environments').map((path) => basename(path, '.yaml'));

async function judge(work: Work, addon: Addon, environment?: string): Promise<Finding[]> {
  const { text, findings } = await renderOwn(work, addon, environment);
  if (!text.trim()) return findings;
  const title = environment ? `in ${environment}: ` : '';
  return [...findings, ...(await conform(work, text, { file: `${addon.path}/Chart.yaml`, title }))];
}

/** What the charts of platform/ render themselves, with the values of each cluster: Helm takes it, and the schemas agree. */
export const platform = tool({
  name: 'platform',
  version: pin('helm'),
  tier: 1,
  recipes: [KUBECONFORM, HELM, SCHEMAS, ...CRDS],
  uses: ['kubernetes', 'kubeconform'],
  configuration: KUBERNETES,
  reads: isPlatformChart,
  units: (files) => Object.fromEntries(files.map((path) => [folderOf(path), files.filter((one) => folderOf(one) === folderOf(path))])),
  run: async (work) => {
    const path = folderOf(work.files[0] ?? '');
    const addon = { name: basename(path), path, namespace: basename(path), security: 'restricted' };
    const environments = environmentsOf(work.files);
    const findings: Finding[] = [];
    for (const environment of environments.length > 0 ? environments : [undefined])
      findings.push(...(await judge(work, addon, environment)));
    return findings;
  },
  seed: {
    files: {
      'platform/nodes/Chart.yaml':
        'apiVersion: v2\nname: nodes\nversion: 1.0.0\ndependencies: [{ name: other, version: 1.0.0, repository: "https://charts.example" }]\n',
      'platform/nodes/environments/dev.yaml': 'storage: gp3\n',
      'platform/nodes/templates/storage.yaml':
        'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: "{{ .Values.storage }}" }\nprovisioner: ebs.csi.aws.com\nreclaim: Delete\n',
    },
    finds: /StorageClass gp3: .*reclaim/,
  },
});
