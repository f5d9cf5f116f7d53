import { parseDocument } from 'yaml';
import { type Parser, thrown } from './parser.ts';

export const json: Parser = {
  language: 'JSON',
  by: 'JSON.parse, and yaml for keys that stand twice',
  reads: (path) => path.endsWith('.json'),
  faults: async (text) => {
    const faults = await thrown(() => JSON.parse(text));
    // JSON.parse takes the last of two equal keys without a word.
    return faults.length > 0 ? faults : parseDocument(text, { uniqueKeys: true }).errors.map(({ message }) => message);
  },
  wrong: { 'a comma at the end': '{"a": 1,}', 'one key twice': '{"a": 1, "a": 2}', 'single quotes': "{'a': 1}" },
};
