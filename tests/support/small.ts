import { catalog } from './run.ts';

/** A small catalog that has every mechanism: conditions, placeholders, slots, once, holds, a decision, an executable, a binary and versions. */
export const smallCatalog = (over: Readonly<Record<string, string>> = {}): string =>
  catalog({
    'versions.yaml': 'tools: { task: 3.50.0, helm: v4.2.4 }\n',
    'base/repository/component.yaml': 'title: Base\n',
    'base/repository/files/README.md.hbs':
      '# <% name %>\n\n<%#each stack.services as |service|%>\n- <% service.name %> on <% service.port %>\n<%/each%>\n\nThe end.\n',
    'base/repository/files/tools.toml.hbs': '<%#each provided.tools as |tool|%>\n<% tool.name %> = "<% tool.version %>"\n<%/each%>\n',
    'base/repository/files/bin/run': '#!/bin/sh\necho {{ .x }} ${{ y }}\n',
    'base/repository/files/owners.yaml.hbs':
      'owners:\n<%#each stack.services as |s|%>\n  <% s.name %>: <% json @root.owners.platform %>\n<%/each%>\n',
    'cloud/aws/component.yaml':
      'title: AWS\nwhen: { cloud: aws }\nholds: data\nprovides:\n  tools: [{ name: helm, version: "<% versions.tools.helm %>" }]\ndecision: { number: 11, title: Runs on AWS, because: it does }\n',
    'cloud/aws/files/terraform/environments/[environment]/main.tf.hbs':
      '# <% environment.name %> <% environment.cidr %>\nregion = <% hcl environment.region %>\nsize = "<% environment.size %>"\n',
    'cloud/gcp/component.yaml':
      'title: Google Cloud\nwhen: { cloud: gcp }\ndecision: { number: 12, title: Runs on Google Cloud, because: it does }\n',
    'cloud/gcp/files/gcp/[place].txt.hbs': '<% place.name %>: <%#each place.environments as |e|%><% e.name %> <%/each%>\n',
    'service/node/component.yaml':
      'title: Node\nwhen: { kind: http }\nonce: ["services/[service]/src/**"]\nprovides:\n  tools: [{ name: task, version: "<% versions.tools.task %>" }]\n',
    'service/node/files/services/[service]/src/main.js.hbs': "export const name = '<% service.name %>';\n",
    'service/node/files/services/[service]/deploy/[environment].yaml.hbs':
      'name: <% service.name %>\nenvironment: <% environment.name %>\nport: <% service.port %>\n',
    'service/worker/component.yaml': 'title: Worker\nwhen: { kind: worker }\n',
    'service/worker/files/services/[service]/worker.md.hbs': '<% service.name %> works.\n',
    'docs/adr/component.yaml': 'title: Decisions\n',
    'docs/adr/files/docs/adr/[decision].md.hbs': '# <% decision.title %>\n\n<% decision.status %>\n',
    'feature/chaos/component.yaml': 'title: Chaos\nwhen: { features: chaos }\n',
    'feature/chaos/files/chaos/[environment].md.hbs': 'Break <% environment.name %>.\n',
    ...over,
  });
