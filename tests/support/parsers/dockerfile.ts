import { validate } from 'dockerfile-utils';
import type { Parser } from './parser.ts';

export const dockerfile: Parser = {
  language: 'Dockerfile',
  by: 'dockerfile-utils',
  reads: (path) => /(^|\/)Dockerfile$/.test(path),
  // Warnings count too: a casing or a name that Docker would warn about is not for us to write.
  faults: (text) => validate(text).map(({ message, range }) => `line ${range.start.line + 1}: ${message}`),
  wrong: {
    'an unknown instruction': 'FROM a\nRUNN b\n',
    'an unknown flag': 'FROM a\nCOPY --form=b c d\n',
    'no base': 'RUN a\n',
    'a COPY without a target': 'FROM a\nCOPY b\n',
  },
};
