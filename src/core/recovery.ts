import { UserError } from '../errors.ts';
import { at } from './slots.ts';
import type { Environment } from './stack.ts';

const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 };

/** Minutes of a duration such as 15m, 4h or 1d. */
export const minutes = (duration: string): number => Number(duration.slice(0, -1)) * MINUTES[duration.at(-1)!]!;

/** Hours that divide a day, so that backups come at the same hours every day. */
const RHYTHMS = [24, 12, 8, 6, 4, 3, 2, 1];
/** A backup starts within this many hours after its time, whatever makes it. */
const START = 1;

/**
 * How often to back up, and the hours that can be lost then: the interval and the time until the backup starts. The longest interval
 * whose loss is within the recovery point; every day without one, and every hour where even that is too long.
 */
export function backupOf(rpo: string | null): { readonly hours: number; readonly loss: number } {
  const allowed = rpo === null ? Infinity : minutes(rpo) / 60;
  const hours = RHYTHMS.find((one) => one + START <= allowed) ?? 1;
  return { hours, loss: hours + START };
}

const STEPS = [
  { step: 'Decide', minutes: 15 },
  { step: 'State, network and cluster', minutes: 45 },
  { step: 'What the cluster runs', minutes: 20 },
  { step: 'Look whether it works', minutes: 10 },
];

/** What building an environment again takes besides its data, in minutes: what each step may take until a drill says better, and their sum. */
export const REBUILD = { steps: STEPS, minutes: STEPS.reduce((total, step) => total + step.minutes, 0) };

/** The minutes that a recovery time leaves for data; null where none was agreed or none is left. */
export function restoreMinutes(rto: string | null): number | null {
  const left = rto === null ? 0 : minutes(rto) - REBUILD.minutes;
  return left > 0 ? left : null;
}

type Recovery = Readonly<Record<string, unknown>>;

/** A recovery point that the data of an environment cannot keep is refused. Items of the slot `recovery`; `loss` is a duration. */
export function refuseShortRpo(items: readonly Recovery[], environments: readonly Environment[]): void {
  for (const environment of environments) {
    const { name, rpo } = environment;
    if (rpo === null) continue;
    const late = at(items, environment).find((item) => minutes(String(item['loss'])) > minutes(rpo));
    if (late)
      throw new UserError(
        `environments.${name}.rpo is ${rpo}, but ${String(late['what'])} can come back as of ${String(late['loss'])} ago at best.`,
        `Write rpo: ${String(late['loss'])} or more, or take what needs it out of the services' uses.`,
      );
  }
}
