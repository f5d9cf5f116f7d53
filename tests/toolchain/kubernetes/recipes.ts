import { join } from 'node:path';
import { pin } from '../harness/pins.ts';
import type { Recipe } from '../harness/tool.ts';

/** Kubernetes minor that the clusters run. */
export const KUBERNETES = pin('eks', 'kubernetes');

export const HELM: Recipe = { kind: 'go', package: 'helm.sh/helm/v4/cmd/helm', version: 'v4.3.1', binary: 'helm' };

/** The patch release of KUBERNETES that the module proxy serves. */
export const SCHEMAS = {
  kind: 'go-source',
  module: 'k8s.io/kubernetes',
  version: 'v1.35.4',
  files: ['api/openapi-spec/swagger.json'],
} as const satisfies Recipe;

/** The custom resources that the output uses. */
export const CRDS = [
  {
    kind: 'go-source',
    module: 'github.com/argoproj/argo-cd/v3',
    version: 'v3.5.7',
    files: ['application', 'applicationset', 'appproject'].map((name) => `manifests/crds/${name}-crd.yaml`),
  },
  {
    kind: 'go-source',
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    files: ['prometheusrules', 'scrapeconfigs', 'servicemonitors'].map(
      (name) => `example/prometheus-operator-crd/monitoring.coreos.com_${name}.yaml`,
    ),
  },
  {
    kind: 'go-source',
    module: 'github.com/aws/karpenter-provider-aws',
    version: 'v1.14.1',
    files: ['karpenter.k8s.aws_ec2nodeclasses', 'karpenter.sh_nodepools'].map((name) => `pkg/apis/crds/${name}.yaml`),
  },
  {
    kind: 'go-source',
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    files: ['externalsecrets', 'secretstores'].map((name) => `config/crds/bases/external-secrets.io_${name}.yaml`),
  },
  {
    kind: 'go-source',
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    files: ['certificates', 'clusterissuers'].map((name) => `deploy/crds/cert-manager.io_${name}.yaml`),
  },
  {
    kind: 'go-source',
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.6.3',
    files: ['gatewayclasses', 'gateways', 'httproutes'].map((name) => `config/crd/standard/gateway.networking.k8s.io_${name}.yaml`),
  },
  {
    kind: 'go-source',
    module: 'github.com/envoyproxy/gateway',
    version: 'v1.9.0',
    files: ['envoyproxies', 'backendtrafficpolicies'].map(
      (kind) => `charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_${kind}.yaml`,
    ),
  },
] as const satisfies readonly Recipe[];

/** Their definitions, as files on this machine. */
export const crdFiles = (source: (module: string) => string): string[] =>
  CRDS.flatMap(({ module, files }) => files.map((file) => join(source(module), file)));
