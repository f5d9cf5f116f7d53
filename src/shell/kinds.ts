import { type Kind, KINDS } from '../core/amend.ts';
import { nearest } from '../core/words.ts';
import { UserError } from '../errors.ts';

/** The kind that a word on the command line names. */
export function kindOf(word: string | undefined, verb: string): Kind {
  const kind = KINDS.find((one) => one === word);
  if (kind) return kind;
  const near = word && nearest(word, KINDS);
  throw new UserError(
    word ? `${verb} does not know ${word}${near ? `; did you mean ${near}?` : '.'}` : `${verb} needs a kind and a name.`,
    `Kinds: ${KINDS.join(', ')}`,
  );
}
