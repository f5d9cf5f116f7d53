import type { Recipe } from '../harness/tool.ts';

const VERSION = ['gitVersion=v1.36.3', 'gitMajor=1', 'gitMinor=36'].map((one) => `-X k8s.io/component-base/version.${one}`);
const own = (path: string, binary: string): Recipe => ({
  kind: 'go-own',
  folder: 'kube-apiserver/server',
  package: path,
  binary,
  flags: [`-ldflags=-s -w ${VERSION.join(' ')}`],
});

/** The API server and its store. */
export const SERVER: readonly Recipe[] = [
  own('k8s.io/kubernetes/cmd/kube-apiserver', 'kube-apiserver'),
  own('go.etcd.io/etcd/server/v3', 'etcd'),
];
