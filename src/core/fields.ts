/** What a team can answer: one row per field of the stack file. Prompts, flags, help, validation and the JSON Schema follow from it. */

export type Level = 'stack' | 'environment' | 'service';

export interface Field {
  readonly name: string;
  readonly level: Level;
  readonly type: 'text' | 'number' | 'flag' | 'choice' | 'choices' | 'words';
  readonly title: string;
  /** value → one line of explanation; the order is the order of offering. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Names beyond `choices` are allowed when a component answers them. */
  readonly open?: true;
  readonly pattern?: RegExp;
  /** What the pattern asks for, in words. */
  readonly form?: string;
  readonly example?: string;
}

export const NAME = /^[a-z]([a-z0-9-]*[a-z0-9])?$/;
export const NAME_FORM = 'small letters, digits and hyphens, starting with a letter';

const clouds = { aws: 'Amazon Web Services', gcp: 'Google Cloud', azure: 'Microsoft Azure', none: 'machines of your own' };
const orchestrators = {
  eks: 'Kubernetes on AWS',
  ecs: 'containers on AWS without Kubernetes',
  lambda: 'functions on AWS',
  gke: 'Kubernetes on Google Cloud',
  'cloud-run': 'containers on Google Cloud without Kubernetes',
  'cloud-functions': 'functions on Google Cloud',
  aks: 'Kubernetes on Azure',
  'container-apps': 'containers on Azure without Kubernetes',
  'app-service': 'web applications on Azure',
  functions: 'functions on Azure',
  vm: 'virtual machines',
  swarm: 'Docker Swarm',
  compose: 'Docker Compose on one machine',
};

const text = (name: string, title: string, rest: Partial<Field> = {}): Field => ({ name, level: 'stack', type: 'text', title, ...rest });
const choice = (name: string, title: string, choices: Record<string, string>, rest: Partial<Field> = {}): Field => ({
  name,
  level: 'stack',
  type: 'choice',
  title,
  choices,
  ...rest,
});

/** A team or a person, as CODEOWNERS takes them. */
export const TEAM = /^(@[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*|[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+)$/;
const SAFE = /^[A-Za-z0-9@][A-Za-z0-9 @._+:/-]*$/;
const region = text('region', 'Region', { pattern: /^[a-z][a-z0-9-]*$/, form: 'a region of the cloud', example: 'eu-west-1' });
const account = text('account', 'Account', {
  pattern: /^[A-Za-z0-9-]+$/,
  form: 'an AWS account, Google Cloud project or Azure subscription, in quotes',
  example: '"111111111111"',
});

export const STACK_FIELDS: readonly Field[] = [
  text('name', 'Name', { pattern: NAME, form: `1 to 30 ${NAME_FORM}`, example: 'acme-platform' }),
  text('organization', 'Organization', {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/,
    form: 'the name of a GitHub organisation, GitLab group or Azure DevOps organisation',
    example: 'acme',
  }),
  text('repository', 'Repository', {
    pattern: /^[A-Za-z0-9_][A-Za-z0-9._-]*$/,
    form: 'letters, digits, dots, hyphens and underscores',
    example: 'acme-platform',
  }),
  text('branch', 'Branch', {
    pattern: /^[A-Za-z0-9](?!.*(\.\.|\/\/))[A-Za-z0-9._/-]*$/,
    form: 'the name of a Git branch',
    example: 'main',
  }),
  text('domain', 'Domain', {
    pattern: /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/,
    form: 'a DNS name in small letters',
    example: 'acme.example',
  }),
  {
    name: 'contacts',
    level: 'stack',
    type: 'words',
    title: 'Contacts',
    pattern: SAFE,
    form: 'e-mail addresses or handles',
    example: 'platform@acme.example',
  },
  choice('persona', 'Persona', {}, { open: true }),
  choice('cloud', 'Cloud', clouds),
  region,
  account,
  choice('orchestrator', 'Orchestrator', orchestrators),
  choice('ci', 'CI platform', {
    'github-actions': 'workflows, environments, OIDC',
    'gitlab-ci': 'pipelines, environments, OIDC',
    'azure-devops': 'Azure Pipelines',
    jenkins: 'declarative pipelines',
    circleci: 'workflows and contexts',
    'travis-ci': 'build stages',
  }),
  choice('iac', 'Infrastructure as code', {
    terraform: 'Terraform 1.11 or newer',
    opentofu: 'OpenTofu',
    terragrunt: 'Terragrunt over Terraform',
    pulumi: 'Pulumi in TypeScript',
    cdk: 'AWS CDK in TypeScript',
    cloudformation: 'CloudFormation',
    bicep: 'Bicep',
    arm: 'ARM templates',
    crossplane: 'Crossplane compositions',
    ansible: 'Ansible for machines',
  }),
  choice('delivery', 'Delivery', {
    argocd: 'Argo CD pulls from Git',
    flux: 'Flux pulls from Git',
    'jenkins-x': 'Jenkins X pulls from Git',
    push: 'the pipeline pushes',
  }),
  choice('strategy', 'Strategy', {
    rolling: 'replace a few at a time',
    'blue-green': 'switch between two',
    canary: 'shift traffic by measured health',
  }),
  choice('observability', 'Observability', {
    prometheus: 'Prometheus, Grafana, Loki',
    cloud: "the cloud's own",
    datadog: 'Datadog',
    newrelic: 'New Relic',
    elastic: 'Elastic',
    influxdb: 'InfluxDB',
  }),
  choice('tracing', 'Tracing', { tempo: 'Grafana Tempo', jaeger: 'Jaeger' }),
  choice('secrets', 'Secrets', {
    cloud: "the cloud's secret manager",
    vault: 'HashiCorp Vault',
    doppler: 'Doppler',
    'dotenv-vault': 'dotenv-vault',
    sops: 'encrypted in Git with SOPS and age',
  }),
  choice('registry', 'Registry', {
    cloud: "the cloud's registry",
    ghcr: 'GitHub Packages',
    gitlab: 'GitLab registry',
    'docker-hub': 'Docker Hub',
  }),
  choice('notify', 'Notify', { slack: 'Slack', teams: 'Microsoft Teams', pagerduty: 'PagerDuty', email: 'e-mail' }, { type: 'choices' }),
  choice('compliance', 'Compliance', { soc2: 'SOC 2', gdpr: 'GDPR', hipaa: 'HIPAA' }, { type: 'choices' }),
  choice(
    'features',
    'Features',
    {
      chaos: 'chaos experiments',
      'feature-flags': 'feature flags',
      previews: 'an environment per change request',
      'docs-site': 'the documents as a site',
      'self-update': 'a pipeline that proposes new templates',
    },
    { type: 'choices', open: true },
  ),
];

export const ENVIRONMENT_FIELDS: readonly Field[] = [
  ...STACK_FIELDS.filter(({ name }) => ['cloud', 'region', 'orchestrator', 'account'].includes(name)).map((field): Field => ({
    ...field,
    level: 'environment',
  })),
  text('cidr', 'Network', { level: 'environment', pattern: /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/, form: 'a network such as 10.0.0.0/16' }),
  choice(
    'size',
    'Size',
    { small: 'one of each', standard: 'spread over zones', ha: 'survives the loss of a zone' },
    { level: 'environment' },
  ),
  { name: 'protected', level: 'environment', type: 'flag', title: 'Protected' },
  text('rpo', 'Recovery point', { level: 'environment', pattern: /^[1-9]\d*[mhd]$/, form: 'a duration such as 15m, 4h or 1d' }),
  text('rto', 'Recovery time', { level: 'environment', pattern: /^[1-9]\d*[mhd]$/, form: 'a duration such as 15m, 4h or 1d' }),
  text('recovers', 'Recovers', { level: 'environment', pattern: NAME, form: 'the name of another environment' }),
];

export const SERVICE_FIELDS: readonly Field[] = [
  choice(
    'kind',
    'Kind',
    { http: 'answers requests', worker: 'works in the background', job: 'runs on a schedule', function: 'runs on an event' },
    { level: 'service' },
  ),
  { name: 'port', level: 'service', type: 'number', title: 'Port', form: 'a port from 1 to 65535' },
  choice('language', 'Language', { node: 'Node.js', python: 'Python', go: 'Go', none: 'code of your own' }, { level: 'service' }),
  choice(
    'uses',
    'Uses',
    {
      postgres: 'PostgreSQL',
      mysql: 'MySQL',
      sqlserver: 'SQL Server',
      mongodb: 'MongoDB',
      bucket: 'object storage',
      queue: 'a queue',
      topic: 'a topic',
      cache: 'a cache',
    },
    { level: 'service', type: 'choices' },
  ),
  text('owner', 'Owner', { level: 'service', pattern: TEAM, form: 'a team such as @acme/payments' }),
];

export const fieldOf = (name: string, level: Level = 'stack'): Field | undefined =>
  ({ stack: STACK_FIELDS, environment: ENVIRONMENT_FIELDS, service: SERVICE_FIELDS })[level].find((field) => field.name === name);

/** Fields that `when` judges on one environment; `given` names the optional answers that it has. */
export const PLACE_KEYS = [...ENVIRONMENT_FIELDS.map(({ name }) => name), 'existing', 'makes', 'given'];
/** Fields that `when` judges on one service. */
export const SERVICE_KEYS = SERVICE_FIELDS.map(({ name }) => name);
/** What a persona demands; list fields like any other. */
export const DEMAND_KEYS = ['documents', 'gates', 'workflow'] as const;
