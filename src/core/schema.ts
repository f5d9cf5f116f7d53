import en from 'zod/v4/locales/en.js';
import * as z from 'zod/mini';

// A run judges a few values once: compiling a validator for each would cost more than it saves.
z.config({ ...en(), jitless: true });

export { z };

/** First issue of a zod error as "where: what". */
export function describe(issue: z.core.$ZodIssue | undefined): string {
  if (!issue) return 'not readable';
  const where = issue.path.join('.');
  return where ? `${where}: ${issue.message}` : issue.message;
}
