/** Exit codes of the command line. */
export const EXIT = { done: 0, failed: 1, input: 2, conflicts: 3, refused: 4, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Something the caller can mend: one sentence, and what to type next. */
export class UserError extends Error {
  constructor(
    message: string,
    readonly hint = '',
    readonly exit: ExitCode = EXIT.input,
  ) {
    super(message);
  }
}
