import { parseDocument } from 'yaml';
import { UserError } from '../errors.ts';
import { NONCHARACTERS } from './render.ts';
import { isRecord } from './values.ts';

/** Offsets that the parser reports do not count a byte order mark: an edit works on the text behind it. */
export const behindMark = (text: string, edit: (text: string) => string): string =>
  text.startsWith('\uFEFF') ? `\uFEFF${edit(text.slice(1))}` : edit(text);

/** Parse a stack file. Throws a UserError with line and column. */
export function parseStack(text: string, source: string): Record<string, unknown> {
  if (NONCHARACTERS.test(text)) throw new UserError(`${source}: it contains a Unicode noncharacter.`, `Take it out of ${source}.`);
  const document = documentOf(text, source);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    const lost = /Unresolved alias.*: (\S+)/.exec((error as Error).message)?.[1];
    throw new UserError(
      `${source}: ${lost ? `alias ${lost} has no anchor` : 'its aliases expand without end'}.`,
      `Write the values out in ${source}.`,
    );
  }
  if (value === null || value === undefined)
    throw new UserError(`${source} is empty.`, 'The smallest stack file is one line: name: acme-platform');
  if (!isRecord(value))
    throw new UserError(
      `${source} is a ${Array.isArray(value) ? 'list' : typeof value}; it takes fields and their values.`,
      'The smallest stack file is one line: name: acme-platform',
    );
  return value;
}

export type Document = ReturnType<typeof parseDocument>;

export function documentOf(text: string, source = 'devops-stack.yaml'): Document {
  const document = parseDocument(text, { prettyErrors: true });
  const error = document.errors[0];
  if (!error) return document;
  const marker = text.split(/\r?\n/).findIndex((one) => /^(?:<{7}|={7}|>{7})(?: |$)/.test(one)) + 1;
  if (marker > 0)
    throw new UserError(`${source}:${marker}: a conflict of Git is not resolved.`, `Choose between its two sides in ${source}.`);
  if (error.code === 'MULTIPLE_DOCS')
    throw new UserError(`${source} has more than one YAML document.`, `Take out the line --- in ${source}.`);
  const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
  throw new UserError(
    `${source}:${line}:${col}: ${error.message
      .split('\n')[0]!
      .replace(/ at line \d+.*$/, '')
      .replace(/[.:]$/, '')}.`,
    `Mend line ${line} of ${source}.`,
  );
}
