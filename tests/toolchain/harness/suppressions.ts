import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './tool.ts';
import type { Tree } from './trees.ts';

export interface Suppression {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  /** The comment on the line directly above, or nothing. */
  readonly above: string;
}

/** Every way in which an emitted file can tell a tool to look away. */
const MARK =
  /#\s*(?:checkov:skip=|trivy:ignore:|tfsec:ignore:|tflint-ignore(?:-file)?:|shellcheck disable=|hadolint ignore=|zizmor: ignore|yamllint disable|nosec|noqa|gitleaks:allow|check=skip=)|<!--\s*markdownlint-disable|eslint-disable|prettier-ignore|kube-score\/ignore|kube-linter\.io\/ignore/;

/** All suppressions of a tree: they are counted and printed. */
export function suppressions({ root, files }: Tree): Suppression[] {
  return [...files.keys()].flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((text, index, all) =>
        MARK.test(text) ? [{ file, line: index + 1, text: text.trim(), above: commentIn(all[index - 1] ?? '') }] : [],
      ),
  );
}

/** What stands on the line behind the mark and the first rule that it names. */
const reasonIn = (text: string): string =>
  text
    .slice(text.search(MARK))
    .replace(MARK, '')
    .replace(/^[\s:="'[]*\S+/, '')
    .replace('-->', '')
    .trim();

/** What a line says that is nothing but a comment, and no suppression itself. */
const commentIn = (line: string): string => (MARK.test(line) ? '' : (/^\s*(?:#|\/\/|<!--)\s*(.*?)\s*(?:-->)?$/.exec(line)?.[1] ?? ''));

/** A suppression that gives no reason, on its line or in the comment directly above, is a finding. */
export const withoutReason = (list: readonly Suppression[]): Finding[] =>
  list
    .filter(({ text, above }) => above.length < 10 && reasonIn(text).length < 10)
    .map(({ file, line, text }) => ({ file, line, message: `a suppression without a reason: ${text}` }));
