import { type Document, parseAllDocuments } from 'yaml';
import type { Parser } from './parser.ts';

/** Templates of charts become YAML only when Helm has rendered them. */
const isHelm = (path: string): boolean => /^(charts\/[^/]+|observability|platform\/[^/]+)\/templates\//.test(path);

export const yaml: Parser = {
  language: 'YAML',
  by: 'yaml, as 1.2 and as 1.1',
  reads: (path) => /\.ya?ml$|(^|\/)\.yamllint$/.test(path) && !isHelm(path),
  faults: (text, path) => {
    const read = documents(text, '1.2');
    const faults = read.flatMap(({ errors, warnings }) => [...errors, ...warnings].map(({ message }) => message));
    if (read.length === 0 || faults.length > 0) return [...faults, ...(read.length === 0 ? ['it holds no document'] : [])];
    return ambiguous(text, path);
  },
  wrong: {
    indentation: 'a:\n  b: 1\n c: 2\n',
    'one key twice': 'a: 1\na: 2\n',
    'an unclosed flow': 'a: [1, 2\n',
    'an alias without an anchor': 'a: *b\n',
    'an unquoted @': 'owner: @acme/platform\n',
    'a word that is true for some': 'a: yes\n',
    'an account that is a number for some': 'account: 000000000001\n',
    nothing: '',
  },
};

const documents = (text: string, version: '1.1' | '1.2'): Document.Parsed[] =>
  [parseAllDocuments(text, { uniqueKeys: true, strict: true, merge: true, version })].flat() as Document.Parsed[];

/** Go reads YAML 1.1 and others 1.2: a value that means two things is quoted. GitHub's key `on` is known to be a text. */
function ambiguous(text: string, path: string): string[] {
  const plain = path.startsWith('.github/workflows/') ? text.replace(/^on:/m, '"on":') : text;
  const values = (version: '1.1' | '1.2'): string =>
    JSON.stringify(documents(plain, version).map((document) => document.toJS() as unknown));
  try {
    return values('1.1') === values('1.2') && !/:\s+0\d+$/m.test(text) ? [] : ['YAML 1.1 and 1.2 read it differently'];
  } catch (error) {
    return [String(error)]; // an alias without an anchor shows only when it is resolved
  }
}
