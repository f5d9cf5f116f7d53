import { assigning } from '../core/amend.ts';
import { UserError } from '../errors.ts';
import { apply } from '../shell/edits.ts';
import type { Context, Result } from '../shell/session.ts';

/** Change answers later. */
export function set(context: Context): Promise<Result> {
  const { positionals, flags } = context.args;
  if (positionals.length === 0)
    throw new UserError(
      'set needs a field and a value.',
      'For example: create-devops-stack set ci=gitlab-ci environments.dev.region=eu-west-3',
    );
  return apply(context, 'set', assigning(positionals, { today: context.today(), because: flags['because']?.at(-1) }));
}
