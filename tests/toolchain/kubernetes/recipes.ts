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
] as const satisfies readonly Recipe[];

/** Their definitions, as files on this machine. */
export const crdFiles = (source: (module: string) => string): string[] =>
  CRDS.flatMap(({ module, files }) => files.map((file) => join(source(module), file)));
