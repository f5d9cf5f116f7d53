import { posix } from 'node:path';
import type { Executed, Finding } from '../harness/tool.ts';

export interface Diagnostic {
  readonly severity: string;
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number } };
}

/** One line of what Terraform prints with `-json`. */
export interface Message {
  readonly '@message': string;
  readonly type: string;
  readonly diagnostic?: Diagnostic;
  readonly test_run?: { readonly path: string; readonly run: string; readonly status?: string };
  readonly test_summary?: { readonly status: string; readonly passed: number };
  readonly changes?: { readonly add: number; readonly change: number; readonly remove: number; readonly operation: string };
  readonly change?: { readonly resource: { readonly addr: string }; readonly action: string };
}

/** The messages of a command; what is not one of them is an exception. */
export const messages = ({ out }: Executed): Message[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Message);

/** A diagnostic as a finding. Warnings count: the output has none. */
export const found = (folder: string, { severity, summary, detail, address, range }: Diagnostic): Finding => ({
  file: range ? posix.join(folder, range.filename) : folder,
  ...(range && { line: range.start.line }),
  message: `${severity}: ${summary}${address ? ` (${address})` : ''}${detail ? `: ${detail.replaceAll(/\s+/g, ' ')}` : ''}`,
});

/** Terraform says the same of a module once per caller and per run. */
export function once(findings: readonly Finding[]): Finding[] {
  const unique = new Map(findings.map((finding) => [JSON.stringify([finding.file, finding.line, finding.message]), finding]));
  return [...unique.values()];
}
