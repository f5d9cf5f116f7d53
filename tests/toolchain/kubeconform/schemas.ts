import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { Work } from '../harness/tool.ts';
import { crdFiles, CRDS, SCHEMAS } from '../kubernetes/recipes.ts';
import { customKinds, type Definitions, kinds, type Schema } from './convert.ts';

type Sources = Pick<Work, 'cache' | 'source'>;

/** The folder with all schemas; it is made once for each converter and each version. */
export function schemaFolder({ cache, source }: Sources): string {
  const converter = readFileSync(join(import.meta.dirname, 'convert.ts'));
  const name = createHash('sha256').update(converter).update(SCHEMAS.version).update(JSON.stringify(CRDS)).digest('hex').slice(0, 12);
  const target = join(cache, `schemas-${name}`);
  if (existsSync(target)) return target;
  mkdirSync(cache, { recursive: true });
  const made = mkdtempSync(join(cache, 'making-'));
  const swagger = JSON.parse(readFileSync(join(source(SCHEMAS.module), SCHEMAS.files[0]), 'utf8')) as { definitions: Definitions };
  write(made, kinds(swagger.definitions));
  for (const file of crdFiles(source)) {
    const crd = parse(readFileSync(file, 'utf8')) as Parameters<typeof customKinds>[0];
    write(join(made, 'custom'), customKinds(crd, swagger.definitions));
  }
  rmSync(target, { recursive: true, force: true });
  renameSync(made, target);
  return target;
}

function write(folder: string, schemas: Readonly<Record<string, Schema>>): void {
  for (const [name, schema] of Object.entries(schemas)) {
    const path = join(folder, `${name}.json`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(schema));
  }
}

/** Where kubeconform looks, first Kubernetes' own kinds, then custom ones. */
export const locations = (folder: string): string[] => [
  '-schema-location',
  join(folder, '{{.ResourceKind}}{{.KindSuffix}}.json'),
  '-schema-location',
  join(folder, 'custom/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'),
];
