import { apply } from '../shell/edits.ts';
import { announce } from '../shell/changelog.ts';
import { type Context, inRepository, type Result } from '../shell/session.ts';

/** Take the templates of this version. */
export function update(context: Context): Promise<Result> {
  const only = context.args.positionals.map((path) => inRepository(path, context));
  return apply(context, 'update', (text) => text, { only, say: (outcome) => announce(outcome, context) });
}
