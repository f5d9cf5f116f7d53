import ts from 'typescript';
import type { Parser } from './parser.ts';

/** Syntax only; tests/service.test.ts runs the code. */
export const javascript: Parser = {
  language: 'JavaScript',
  by: 'typescript',
  reads: (path) => /\.m?js$/.test(path),
  faults: (text, path) => {
    const options = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, allowJs: true };
    const { diagnostics = [] } = ts.transpileModule(text, { fileName: path, reportDiagnostics: true, compilerOptions: options });
    return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  },
  wrong: {
    'an unclosed call': 'const a = b(1;\n',
    'a type': 'const a: number = 1;\n',
    'an import from nowhere': 'import { a };\n',
  },
};
