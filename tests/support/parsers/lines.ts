import type { Parser } from './parser.ts';

// No package reads these as Git, GitHub, editors and npm do; each line has to have the form that they document.

interface Form {
  readonly language: string;
  readonly name: RegExp;
  /** What a line that is neither empty nor a comment looks like. */
  readonly line: RegExp;
  readonly wrong: Readonly<Record<string, string>>;
}

const OWNER = String.raw`(@[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?|[\w.+-]+@[\w-]+(\.[\w-]+)+)`;

const FORMS: readonly Form[] = [
  {
    language: 'CODEOWNERS',
    name: /(^|\/)CODEOWNERS$/,
    // GitHub drops a whole line with an owner that it cannot read, and a negation.
    line: new RegExp(String.raw`^[^\s!]\S*( ${OWNER})+$`),
    wrong: { 'a path without an owner': '/a\n', 'an owner of two words': '/a @acme team\n', 'a negation': '!/a @acme/b\n' },
  },
  {
    language: 'ignore patterns',
    name: /(^|\/)\.(git|docker|helm)ignore$/,
    line: /^!?[^\s#]\S*$/,
    wrong: { 'a comment behind a pattern': '*.pem # keys\n', 'a space at the end': '*.pem \n' },
  },
  {
    language: 'Git attributes',
    name: /(^|\/)\.gitattributes$/,
    line: /^\S+( [-!]?[a-z][\w-]*(=[\w-]+)?)+$/,
    wrong: { 'a pattern without an attribute': '*.lock\n', 'a comment behind a pattern': '*.lock -diff # why\n' },
  },
  {
    language: 'EditorConfig',
    name: /(^|\/)\.editorconfig$/,
    line: /^(\[[^\s\]]+\]|[a-z_]+ = [\w-]+)$/,
    wrong: { 'a section that stays open': '[*.go\nindent_style = tab\n', 'no value': 'root =\n' },
  },
  {
    language: 'npm settings',
    name: /(^|\/)\.npmrc$/,
    line: /^[a-z][a-z-]*=[^\s=]+$/,
    wrong: { 'a key alone': 'save-exact\n', 'a token': '//registry.example/:_authToken=abc\n' },
  },
];

const parser = ({ language, name, line, wrong }: Form): Parser => ({
  language,
  by: 'the form of its lines',
  reads: (path) => name.test(path),
  faults: (text) => text.split('\n').filter((entry) => entry !== '' && !entry.startsWith('#') && !line.test(entry)),
  wrong,
});

export const lines: readonly Parser[] = FORMS.map(parser);
