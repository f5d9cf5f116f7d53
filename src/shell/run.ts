import type { Change, Policy } from '../core/change.ts';
import type { Lock } from '../core/lock.ts';
import type { Plan } from '../core/plan.ts';
import type { Write } from './journal.ts';
import type { Desired } from './repository.ts';

export interface Options {
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
  readonly conflicts: Policy['conflicts'] | undefined;
  readonly prune: boolean;
  readonly catalogs: readonly string[] | undefined;
  readonly verbose: boolean;
}

/** What one run starts from. */
export interface Run {
  readonly root: string;
  readonly verb: string;
  readonly version: string;
  /** The stack as it was, where an edit changes it. */
  readonly before?: Desired;
  readonly after: Desired;
  /** Text of the stack file on disk; undefined when there is none. */
  readonly stackOnDisk: string | undefined;
  readonly lock: { readonly text: string; readonly lock: Lock } | undefined;
  /** Only these paths (and folders), as planned; empty: all, reconciled. */
  readonly only: readonly string[];
  readonly options: Options;
}

/** What a run will do: the same whether it is then carried out or only shown. */
export interface Outcome {
  readonly run: Run;
  readonly plan: Plan;
  readonly changes: readonly Change[];
  readonly writes: readonly Write[];
  readonly conflicts: readonly string[];
  readonly warnings: readonly string[];
}
