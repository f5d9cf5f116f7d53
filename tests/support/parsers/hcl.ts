import { parse } from '@cdktf/hcl2json';
import { type Parser, thrown } from './parser.ts';

/** Go compiled to WebAssembly, which finds its runtime at `globalThis.Go` while it starts. */
export const started = parse('start.tf', '');

export const hcl: Parser = {
  language: 'HCL',
  by: '@cdktf/hcl2json',
  reads: (path) => /\.(tf|tfvars|hcl)$/.test(path),
  faults: (text, path) => thrown(() => parse(path, text)),
  wrong: {
    'a missing value': 'resource "a" "b" {\n  x =\n}\n',
    'an unclosed block': 'locals {\n  x = 1\n',
    'an unclosed call': 'locals {\n  x = max(1, 2\n}\n',
    'two attributes on a line': 'locals {\n  x = 1 y = 2\n}\n',
  },
};
