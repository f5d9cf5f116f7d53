import { raw } from 'jq-wasm';
import { type Parser, thrown } from './parser.ts';

/** jq 1.8 as WebAssembly. Only compiled: the program stands in a branch that is never taken. */
export const jq: Parser = {
  language: 'jq',
  by: 'jq-wasm',
  reads: (path) => path.endsWith('.jq'),
  faults: (text) => {
    // What callers give with --arg and --slurpfile; jq refuses a name that nobody gives.
    const given = [
      ...new Set(Array.from(text.matchAll(/\$(wanted|reviewed|planned|changes|environments?|commit|image)\b/g), ([, name]) => name!)),
    ];
    return thrown(() =>
      raw(
        'null',
        `if false then (${text}\n) else empty end`,
        given.flatMap((name) => ['--argjson', name, '[]']),
      ),
    );
  },
  wrong: { 'an unclosed pipe': '.a |', 'an unknown function': '.a | nosuch', 'a variable that nobody gives': '$unknown' },
};
