import { type KubernetesObject, titleOf } from '../kubernetes/objects.ts';
import { get, list } from './value.ts';

const specOf = (object: KubernetesObject): unknown =>
  object.kind === 'Application' ? object['spec'] : object.kind === 'ApplicationSet' ? get(object, 'spec', 'template', 'spec') : undefined;

const projectOf = (spec: unknown, objects: readonly KubernetesObject[]): KubernetesObject | undefined =>
  objects.find(({ kind, metadata }) => kind === 'AppProject' && metadata.name === get(spec, 'project'));

/** The repositories of its one source, or of its several. */
const urlsOf = (spec: unknown): unknown[] => {
  const sources = list(get(spec, 'sources'));
  return (sources.length > 0 ? sources : [get(spec, 'source')]).map((source) => get(source, 'repoURL'));
};

/** An Application names a project that stands beside it, which must take its repository. */
export const argoProblems = (objects: readonly KubernetesObject[]): string[] =>
  objects.flatMap((object) => {
    const spec = specOf(object);
    if (!spec) return [];
    const project = projectOf(spec, objects);
    if (!project) return [`${titleOf(object)}: there is no AppProject ${String(get(spec, 'project'))} beside it`];
    const taken = list(get(project, 'spec', 'sourceRepos'));
    return urlsOf(spec)
      .filter((url) => !taken.includes(url))
      .map((url) => `${titleOf(object)}: AppProject ${project.metadata.name} does not take ${String(url)}`);
  });

/** What charts/service renders must be of kinds that the project of its ApplicationSet allows. */
export function kindProblems(objects: readonly KubernetesObject[], rendered: readonly KubernetesObject[]): string[] {
  const specs = objects.map(specOf).filter((spec) => get(spec, 'source', 'path') === 'charts/service');
  const projects = specs.map((spec) => projectOf(spec, objects)).filter((project) => project !== undefined);
  return projects.flatMap((project) => {
    const allowed = list(get(project, 'spec', 'namespaceResourceWhitelist')).map((one) => `${get(one, 'group')}/${get(one, 'kind')}`);
    const kinds = new Set(rendered.map(({ apiVersion, kind }) => `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`));
    return [...kinds]
      .filter((kind) => !allowed.includes(kind))
      .map((kind) => `AppProject ${project.metadata.name} does not allow ${kind}, which charts/service renders`);
  });
}
