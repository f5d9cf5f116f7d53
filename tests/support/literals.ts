/** Literals that look like a version: a release, a commit, an image's tag. Addresses and networks are none. */
export function versionsIn(text: string): string[] {
  return Array.from(text.replace(/<%.*?%>/gs, '%').matchAll(LITERAL), ([literal]) => literal);
}

const LITERAL = new RegExp(
  [
    // A commit.
    String.raw`(?<![\w.])[0-9a-f]{40}(?!\w)`,
    // An image and its tag.
    String.raw`(?:FROM |image: *"?)[\w./-]+:\w[\w.-]*`,
    // An action and its release.
    String.raw`(?<=[\w-]\/[\w./-]+@)(?:v\d+(?:\.\d+)*|\d+(?:\.\d+)+)`,
    // Three numbers with dots, but not four: that is an address.
    String.raw`(?<![\w./-]|\d\.)v?\d+\.\d+\.\d+(?!\.?\d|\/\d)(?:-[\w.]+)?`,
  ].join('|'),
  'g',
);

/** Reviewed: what looks like a version that ages and is none. A row that excuses nothing has to go. */
export const EXCEPTIONS: readonly { readonly file: string; readonly text: RegExp; readonly because: string }[] = [
  {
    file: 'package-lock.json.hbs',
    text: /./,
    because: 'a lockfile is versions and hashes, made together with the npm section; tests/service.test.ts compares them with ours',
  },
  { file: 'package.json.hbs', text: /^0\.0\.0$/, because: 'the version of the service itself, which is never published' },
  { file: 'package.json.hbs', text: /^20\.6\.0$/, because: 'the oldest Node that the packages run on, a lower bound' },
  { file: 'charts/service/Chart.yaml', text: /^1\.0\.0$/, because: 'our own charts, used by path and never published' },
  { file: 'charts/library/Chart.yaml', text: /^1\.0\.0$/, because: 'our own charts, used by path and never published' },
  { file: 'observability/Chart.yaml.hbs', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  { file: 'cert-manager/Chart.yaml.hbs', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  { file: 'external-dns/Chart.yaml.hbs', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  { file: 'external-secrets/Chart.yaml.hbs', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  { file: 'gateway/Chart.yaml.hbs', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  { file: 'load-balancer/Chart.yaml.hbs', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  { file: 'monitoring/Chart.yaml.hbs', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  { file: 'argocd/Chart.yaml.hbs', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  { file: 'karpenter/Chart.yaml.hbs', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  { file: 'telemetry/Chart.yaml.hbs', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  { file: 'storage/Chart.yaml', text: /^1\.0\.0$/, because: 'our own chart, used by path and never published' },
  {
    file: 'charts/service/Chart.yaml',
    text: /^1\.34\.0-0$/,
    because: 'the first Kubernetes that has what the templates use, a lower bound',
  },
  {
    file: 'charts/library/Chart.yaml',
    text: /^1\.34\.0-0$/,
    because: 'the first Kubernetes that has what the templates use, a lower bound',
  },
  { file: 'backup.tftest.hcl.hbs', text: /^v1\.0\.0-eksbuild\.1$/, because: 'an invented answer of a mocked provider' },
  { file: 'karpenter.tftest.hcl.hbs', text: /^v1\.0\.0-eksbuild\.1$/, because: 'an invented answer of a mocked provider' },
  { file: 'cluster.tftest.hcl.hbs', text: /^v1\.0\.0-eksbuild\.1$/, because: 'an invented answer of a mocked provider' },
  { file: 'environment.tftest.hcl.hbs', text: /^v1\.0\.0-eksbuild\.1$/, because: 'an invented answer of a mocked provider' },
  { file: 'images/test.sh', text: /^0{40}$/, because: 'what Git calls no commit' },
  { file: 'deploy/test.sh', text: /^0{40}$/, because: 'what Git calls no commit' },
];
