import { parse } from 'smol-toml';
import { type Parser, thrown } from './parser.ts';

export const toml: Parser = {
  language: 'TOML',
  by: 'smol-toml',
  reads: (path) => path.endsWith('.toml'),
  faults: (text) => thrown(() => parse(text)),
  wrong: { 'one key twice': '[tools]\na = "1"\na = "2"\n', 'an unquoted text': 'a = 1.2.3\n', 'an unquoted key': 'pipx:a = "1"\n' },
};
