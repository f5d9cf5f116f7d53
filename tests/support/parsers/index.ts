import { dockerfile } from './dockerfile.ts';
import { hcl } from './hcl.ts';
import { javascript } from './javascript.ts';
import { jq } from './jq.ts';
import { json } from './json.ts';
import { lines } from './lines.ts';
import { markdown } from './markdown.ts';
import { mermaid } from './mermaid.ts';
import type { Parser } from './parser.ts';
import { shell } from './shell.ts';
import { taskfile } from './taskfile.ts';
import { toml } from './toml.ts';
import { workflow } from './workflow.ts';
import { yaml } from './yaml.ts';

/** A file is read by each of them that knows its kind. */
export const PARSERS: readonly Parser[] = [
  yaml,
  json,
  hcl,
  workflow,
  taskfile,
  javascript,
  dockerfile,
  markdown,
  mermaid,
  shell,
  jq,
  toml,
  ...lines,
];

/** Read by no parser here, and why. A row that matches nothing has to go. */
export const UNREAD: readonly { readonly path: RegExp; readonly because: string }[] = [
  {
    path: /^(charts\/[^/]+|observability|platform\/[^/]+)\/templates\/[^/]+\.(tpl|yaml|txt)$/,
    because: 'Helm templates are Go templates; npm has no parser for them, and `helm template` comes with the toolchain',
  },
];
