import type { Component, TemplateFile } from '../../src/core/component.ts';
import type { Catalog } from '../../src/core/plan.ts';
import { phrasesOf } from '../../src/shell/catalog.ts';
import type { Scopes } from './samples.ts';
import { type Lookups, lookups } from './scope.ts';

export interface Source {
  readonly component: Component;
  readonly file: TemplateFile;
  readonly text: string;
}

/** Every file below `files/`, rendered or copied. */
export const templateFiles = ({ components }: Catalog): Source[] =>
  components.flatMap((component) => component.files.map((file) => ({ component, file, text: new TextDecoder().decode(file.bytes()) })));

export const placeholders = (path: string): string[] => Array.from(path.matchAll(/\[([^\]]*)\]/g), ([, name]) => name!);

/** What every text in the dialect looks up: templates, and the texts of manifests. */
export function allLookups(catalog: Catalog, scopes: Scopes): Lookups[] {
  const templates = templateFiles(catalog).filter(({ file }) => file.template);
  return [
    ...templates.map(({ file, text }) => lookups(text, file.source, scopes.file(placeholders(file.path)))),
    ...catalog.components.flatMap((component) =>
      phrasesOf(component).map((text) => lookups(text, `${component.id}/component.yaml`, scopes.manifest)),
    ),
  ];
}
