import { POLICIES } from './trial.ts';

/** A policy on ConfigMaps with its examples, which differ only in what they expect. */
export const seedPolicy = (name: string, expression: string, labels: string): Record<string, string> => {
  const example = (expect: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, labels: { expect: ${expect}, ${labels} } }\n`;
  return {
    [`${POLICIES}/${name}.yaml`]: `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: ${name} }
spec:
  matchConstraints:
    resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps] }]
  validations: [{ expression: "${expression}", message: it is denied }]
`,
    [`${POLICIES}/tests/${name}.yaml`]: ['accepted', 'denied'].map(example).join('---\n'),
  };
};

export const seedBinding = (name: string): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: ${name} }
spec: { policyName: ${name}, validationActions: [Deny] }
`;
