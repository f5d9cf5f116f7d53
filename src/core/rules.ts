import { NAME, NAME_FORM } from './fields.ts';

/** What names, regions and accounts look like, and which answers go together. */

/** Longest name per kind of item. */
export const NAME_RULES = {
  name: { pattern: NAME, longest: 30, form: NAME_FORM },
  environment: { pattern: NAME, longest: 15, form: NAME_FORM },
  service: { pattern: NAME, longest: 32, form: NAME_FORM },
} as const;

const DEVICES = ['con', 'prn', 'aux', 'nul', ...Array.from({ length: 9 }, (_, i) => [`com${i + 1}`, `lpt${i + 1}`]).flat()];

/** Words that YAML 1.1 reads as something else than a name; Helm and Kubernetes still do. */
const YAML_WORDS = ['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n'];

/** Names that a file system, YAML, Kubernetes or JavaScript has taken. */
export const RESERVED: Readonly<Record<keyof typeof NAME_RULES, readonly string[]>> = {
  name: [...DEVICES, ...YAML_WORDS, 'constructor'],
  environment: [...DEVICES, ...YAML_WORDS, 'constructor'],
  service: [...DEVICES, ...YAML_WORDS, 'constructor', 'argocd', 'default', 'kube-system', 'kube-public', 'kube-node-lease'],
};

/** A region's form, and an account's, by cloud. */
export const CLOUD_FORMS: Readonly<Record<string, { region: RegExp; account: RegExp; account_form: string }>> = {
  aws: {
    region:
      /^(af|ap|ca|cn|eu|il|me|mx|sa|us)(-gov|-iso[a-z]*)?-(central|north|south|east|west|northeast|northwest|southeast|southwest)-\d$/,
    account: /^\d{12}$/,
    account_form: '12 digits in quotes',
  },
  gcp: {
    region:
      /^(africa|asia|australia|europe|me|northamerica|southamerica|us)-(central|north|south|east|west|northeast|northwest|southeast|southwest)\d{1,2}$/,
    account: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    account_form: 'a project id',
  },
  azure: {
    region: /^[a-z]{4,}\d?$/,
    account: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    account_form: 'a subscription id',
  },
  none: { region: /^[a-z][a-z0-9-]*$/, account: /^[A-Za-z0-9-]+$/, account_form: 'an identifier' },
};

export const KUBERNETES = ['eks', 'gke', 'aks'] as const;

/** value of a field → what it needs of another field. */
export const FITS: Readonly<Record<string, Readonly<Record<string, { field: string; values: readonly string[] }>>>> = {
  orchestrator: {
    eks: { field: 'cloud', values: ['aws'] },
    ecs: { field: 'cloud', values: ['aws'] },
    lambda: { field: 'cloud', values: ['aws'] },
    gke: { field: 'cloud', values: ['gcp'] },
    'cloud-run': { field: 'cloud', values: ['gcp'] },
    'cloud-functions': { field: 'cloud', values: ['gcp'] },
    aks: { field: 'cloud', values: ['azure'] },
    'container-apps': { field: 'cloud', values: ['azure'] },
    'app-service': { field: 'cloud', values: ['azure'] },
    functions: { field: 'cloud', values: ['azure'] },
    vm: { field: 'cloud', values: ['aws', 'gcp', 'azure'] },
    swarm: { field: 'cloud', values: ['none'] },
    compose: { field: 'cloud', values: ['none'] },
  },
  iac: {
    cdk: { field: 'cloud', values: ['aws'] },
    cloudformation: { field: 'cloud', values: ['aws'] },
    bicep: { field: 'cloud', values: ['azure'] },
    arm: { field: 'cloud', values: ['azure'] },
    crossplane: { field: 'orchestrator', values: KUBERNETES },
    ansible: { field: 'orchestrator', values: ['vm', 'swarm', 'compose'] },
  },
  delivery: {
    argocd: { field: 'orchestrator', values: KUBERNETES },
    flux: { field: 'orchestrator', values: KUBERNETES },
    'jenkins-x': { field: 'orchestrator', values: KUBERNETES },
  },
  registry: { cloud: { field: 'cloud', values: ['aws', 'gcp', 'azure'] } },
  secrets: { cloud: { field: 'cloud', values: ['aws', 'gcp', 'azure'] } },
  observability: { cloud: { field: 'cloud', values: ['aws', 'gcp', 'azure'] } },
};
