import GithubSlugger from 'github-slugger';
import type { Nodes } from 'mdast';
import { nodes, tree } from './parsers/markdown.ts';
import { posix } from 'node:path';

type Files = ReadonlyMap<string, string>;

/** Every link in Markdown that leads nowhere: to no file or folder, or to no heading. */
export function deadLinks(files: Files): string[] {
  const pages = [...files].filter(([path]) => path.endsWith('.md'));
  const anchors = new Map(pages.map(([path, text]) => [path, anchorsOf(text)]));
  const folders = new Set([...files.keys()].flatMap((path) => above(path)));
  return pages.flatMap(([page, text]) =>
    targets(text).flatMap((target) => {
      const fault = faultOf(target, page, { files, anchors, folders });
      return fault ? [`${page}: ${target} ${fault}`] : [];
    }),
  );
}

/** Addresses of links, pictures and definitions. */
const targets = (text: string): string[] =>
  nodes(tree(text)).flatMap((node) => (node.type === 'link' || node.type === 'image' || node.type === 'definition' ? [node.url] : []));

interface Known {
  readonly files: Files;
  readonly anchors: ReadonlyMap<string, ReadonlySet<string>>;
  readonly folders: ReadonlySet<string>;
}

function faultOf(target: string, page: string, { files, anchors, folders }: Known): string | undefined {
  if (/^(https|mailto):/.test(target)) return URL.canParse(target) ? undefined : 'is no address';
  if (/^[a-z]+:|^\//i.test(target)) return 'is neither https nor relative';
  const [name = '', anchor] = decodeURI(target).split('#');
  const path = name === '' ? page : posix.join(posix.dirname(page), name).replace(/\/$/, '');
  if (!files.has(path) && !folders.has(path)) return 'is not there';
  if (anchor === undefined) return undefined;
  return anchors.get(path)?.has(anchor) ? undefined : 'is no heading there';
}

/** Headings by the names that GitHub gives them. */
function anchorsOf(text: string): Set<string> {
  const slugger = new GithubSlugger();
  return new Set(nodes(tree(text)).flatMap((node) => (node.type === 'heading' ? [slugger.slug(textOf(node))] : [])));
}

const textOf = (node: Nodes): string =>
  'value' in node ? node.value : 'children' in node ? node.children.map((child) => textOf(child)).join('') : '';

const above = (path: string): string[] => {
  const folder = posix.dirname(path);
  return folder === '.' ? [] : [folder, ...above(folder)];
};
