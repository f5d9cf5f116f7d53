import { adding } from '../core/amend.ts';
import { UserError } from '../errors.ts';
import { apply } from '../shell/edits.ts';
import { kindOf } from '../shell/kinds.ts';
import { givenBy, ITEM_QUESTIONS } from '../shell/questions.ts';
import type { Context, Result } from '../shell/session.ts';

const EXAMPLES = { service: 'payments', environment: 'preview', component: 'chaos' };

/** Add a service, an environment or a component; without a kind or a name on a terminal, ask. */
export async function add(context: Context): Promise<Result> {
  const { positionals, flags, options } = context.args;
  const [word, name] = positionals;
  if (context.terminal.interactive && !options.yes && (word === undefined || name === undefined)) {
    const { addInteractively } = await import('../shell/generators.ts');
    return addInteractively(context, word);
  }
  const kind = kindOf(word, 'add');
  if (name === undefined)
    throw new UserError(`add ${kind} needs a name.`, `For example: create-devops-stack add ${kind} ${EXAMPLES[kind]}`);
  if (positionals.length > 2) throw new UserError(`add ${kind} takes one name, not ${positionals.length - 1}.`, 'Run it once per name.');
  const given = kind === 'component' ? {} : givenBy(ITEM_QUESTIONS[kind], flags);
  return apply(context, 'add', adding(kind, name, { given, after: flags['after']?.at(-1) }));
}
