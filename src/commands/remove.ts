import { type Current, type Kind, removing } from '../core/amend.ts';
import { EXIT, UserError } from '../errors.ts';
import { apply } from '../shell/edits.ts';
import { kindOf } from '../shell/kinds.ts';
import type { Context, Result } from '../shell/session.ts';

/** Take a service, an environment or a component out. */
export function remove(context: Context): Promise<Result> {
  const [word, name, more] = context.args.positionals;
  const kind = kindOf(word, 'remove');
  if (name === undefined || more !== undefined)
    throw new UserError(`remove ${kind} takes one name.`, `For example: create-devops-stack remove ${kind} payments`);
  return apply(context, 'remove', removing(kind, name), {
    guard: (before) => context.args.options.prune || refuseLoss(kind, name, before),
  });
}

/** What stands in a cloud is not destroyed by deleting the text that describes it. */
function refuseLoss(kind: Kind, name: string, { stack }: Current): void {
  const uses = stack.services.find((service) => service.name === name)?.uses ?? [];
  if (kind === 'environment') throw lossOf(`environment ${name}: its Terraform root and everything it made`);
  if (kind === 'service' && uses.length > 0) throw lossOf(`service ${name}: ${uses.join(', ')}`);
}

const lossOf = (what: string): UserError =>
  new UserError(`This would leave behind what nobody describes any more: ${what}.`, 'Destroy it first, then add --prune.', EXIT.refused);
