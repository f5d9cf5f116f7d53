import type { Edit } from '../core/amend.ts';
import { behindMark } from '../core/parse.ts';
import { withNetworks } from '../core/stackfile.ts';
import type { Desired } from './repository.ts';
import { desire, lockOf, stackText } from './repository.ts';
import { reconcile } from './reconcile.ts';
import type { Outcome } from './run.ts';
import { alone, carryOut, type Context, type Result, rootOf, settleFolder } from './session.ts';
import { UserError } from '../errors.ts';

/** Every verb that writes into an existing repository: edit the stack file, then reconcile. `only` narrows the run to some paths. */
export async function apply(
  context: Context,
  verb: string,
  edit: Edit,
  more: { only?: readonly string[]; guard?: (before: Desired, after: Desired) => void; say?: (outcome: Outcome) => void } = {},
): Promise<Result> {
  const root = rootOf(context);
  settleFolder(root, context);
  stackText(root);
  return alone(root, context, async () => {
    const outcome = await propose(context, verb, edit, more);
    more.say?.(outcome);
    return carryOut(outcome, context);
  });
}

/** What an edit would do; writes nothing. */
export async function propose(
  context: Context,
  verb: string,
  edit: Edit,
  { only = [], guard }: { only?: readonly string[]; guard?: (before: Desired, after: Desired) => void } = {},
): Promise<Outcome> {
  const root = rootOf(context);
  const { options } = context.args;
  const stackOnDisk = stackText(root);
  const before = await desire(stackOnDisk, root, options.catalogs);
  const lock = lockOf(root, context.version);
  if (!lock && !options.conflicts)
    throw new UserError(
      'devops-stack.lock is missing, so nobody knows which files are edited.',
      'Bring it back: git checkout -- devops-stack.lock, or judge each file anew: update --conflicts=markers',
    );
  const edited = behindMark(stackOnDisk, (text) => edit(text, before));
  const after = withOwnNetworks(edited === stackOnDisk ? before : await desire(edited, root, options.catalogs));
  guard?.(before, after);
  return reconcile({
    root,
    verb,
    version: context.version,
    ...(edited !== stackOnDisk && { before }),
    after,
    stackOnDisk,
    lock,
    only,
    options,
  });
}

/** An environment written by hand without a network gets one, and keeps it. */
const withOwnNetworks = (desired: Desired): Desired => ({
  ...desired,
  text: behindMark(desired.text, (text) => withNetworks(text, desired.answers)),
});
