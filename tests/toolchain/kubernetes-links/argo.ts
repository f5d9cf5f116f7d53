import { type KubernetesObject, titleOf } from '../kubernetes/objects.ts';
import { get, list } from './value.ts';

const specOf = (object: KubernetesObject): unknown =>
  object.kind === 'Application' ? object['spec'] : object.kind === 'ApplicationSet' ? get(object, 'spec', 'template', 'spec') : undefined;

/** The projects that an Application is in: one by its name, or each whose name the template of a set can come to. */
function projectsOf(spec: unknown, objects: readonly KubernetesObject[]): KubernetesObject[] {
  const [before, after] = String(get(spec, 'project')).split(/\{\{.*\}\}/) as [string, string | undefined];
  const fits = (name: string): boolean => (after === undefined ? name === before : name.startsWith(before) && name.endsWith(after));
  return objects.filter(({ kind, metadata }) => kind === 'AppProject' && fits(metadata.name));
}

const isTemplate = (spec: unknown): boolean => String(get(spec, 'project')).includes('{{');

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
    const projects = projectsOf(spec, objects);
    // A set whose template names the project needs one for each release: kindProblems.
    if (projects.length === 0 && !isTemplate(spec))
      return [`${titleOf(object)}: there is no AppProject ${String(get(spec, 'project'))} beside it`];
    return projects.flatMap((project) =>
      urlsOf(spec)
        .filter((url) => !list(get(project, 'spec', 'sourceRepos')).includes(url))
        .map((url) => `${titleOf(object)}: AppProject ${project.metadata.name} does not take ${String(url)}`),
    );
  });

interface Release {
  readonly service: string;
  readonly objects: readonly KubernetesObject[];
}

/** What charts/service renders for a service must be of kinds, and in the namespace, that the project of its Application allows. */
export function kindProblems(objects: readonly KubernetesObject[], releases: readonly Release[]): string[] {
  const specs = objects.map(specOf).filter((spec) => get(spec, 'source', 'path') === 'charts/service');
  return specs.flatMap((spec) => releases.flatMap((release) => problemsOf(String(get(spec, 'project')), release, objects)));
}

function problemsOf(template: string, { service, objects: rendered }: Release, objects: readonly KubernetesObject[]): string[] {
  const name = template.replace(/\{\{.*\}\}/, service);
  const project = objects.find(({ kind, metadata }) => kind === 'AppProject' && metadata.name === name);
  if (!project) return [`there is no AppProject ${name} for ${service}`];
  const allowed = list(get(project, 'spec', 'namespaceResourceWhitelist')).map((one) => `${get(one, 'group')}/${get(one, 'kind')}`);
  const kinds = new Set(rendered.map(({ apiVersion, kind }) => `${apiVersion.includes('/') ? apiVersion.split('/')[0] : ''}/${kind}`));
  const homes = list(get(project, 'spec', 'destinations')).map((one) => get(one, 'namespace'));
  return [
    ...[...kinds]
      .filter((kind) => !allowed.includes(kind))
      .map((kind) => `AppProject ${name} does not allow ${kind}, which charts/service renders`),
    ...(homes.includes(service) ? [] : [`AppProject ${name} does not allow the namespace ${service}`]),
  ];
}
