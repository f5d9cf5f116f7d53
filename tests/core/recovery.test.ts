import { describe, expect, it } from 'vitest';
import { backupOf, minutes, REBUILD, refuseShortRpo, restoreMinutes } from '../../src/core/recovery.ts';
import type { Environment } from '../../src/core/stack.ts';
import { planText, shippedCatalog } from '../support/reference.ts';

const CATALOG = await shippedCatalog();

describe('backups from a recovery point', () => {
  it.each([
    [null, 24, 25],
    ['2d', 24, 25],
    ['25h', 24, 25],
    ['1d', 12, 13],
    ['13h', 12, 13],
    ['12h', 8, 9],
    ['4h', 3, 4],
    ['3h', 2, 3],
    ['2h', 1, 2],
    ['15m', 1, 2],
  ])('%s: every %i hours, %i lost at worst', (rpo, hours, loss) => {
    expect(backupOf(rpo)).toEqual({ hours, loss });
  });

  it('never lose more than was agreed, where an hourly backup can keep it', () => {
    for (let hours = 2; hours <= 72; hours++) expect(backupOf(`${hours}h`).loss).toBeLessThanOrEqual(hours);
  });

  it('read durations', () => {
    expect(['15m', '4h', '1d', '0m'].map(minutes)).toEqual([15, 240, 1440, 0]);
  });
});

describe('time to build again', () => {
  it.each([
    [null, null],
    ['1h', null],
    ['90m', null],
    ['91m', 1],
    ['4h', 150],
    ['1d', 1350],
  ])('of %s leaves %s minutes for data', (rto, left) => {
    expect(restoreMinutes(rto)).toBe(left);
  });

  it('is the sum of its steps', () => {
    const { steps, minutes: sum } = REBUILD;
    expect(sum).toBe(steps.map((one) => one.minutes).reduce((a, b) => a + b));
  });
});

describe('a recovery point', () => {
  const environment = (name: string, rpo: string | null): Environment => ({ name, rpo }) as Environment;
  const rows = (loss: string, ...environments: Environment[]): Record<string, unknown> => ({ what: 'Rows', loss, environments });

  it('that the data cannot keep is refused with both durations', () => {
    const live = environment('live', '1m');
    expect(() => refuseShortRpo([rows('5m', live)], [live])).toThrow(
      'environments.live.rpo is 1m, but Rows can come back as of 5m ago at best.',
    );
  });

  it('holds where it is long enough, where nothing was agreed, and where the data is elsewhere', () => {
    const [live, dev, other] = [environment('live', '5m'), environment('dev', null), environment('other', '1m')];
    expect(() => refuseShortRpo([rows('5m', live, dev)], [live, dev, other])).not.toThrow();
  });
});

describe('who recovers whom', () => {
  const stack = (standby: string): readonly Environment[] =>
    planText('twins', `name: a\nenvironments: { live: { protected: true }, standby: { recovers: live${standby} } }\n`, CATALOG).stack
      .environments;
  const twins = (standby: string): unknown => stack(standby).map(({ standby: by, primary, given }) => ({ by, primary, given }));

  it('in another region of the account, data is copied, and both say so', () => {
    expect(twins(', region: eu-west-3')).toEqual([
      { by: { name: 'standby', region: 'eu-west-3' }, primary: null, given: ['standby'] },
      { by: null, primary: { name: 'live', region: 'eu-west-1' }, given: ['recovers', 'primary'] },
    ]);
  });

  it.each(['', ', region: eu-west-1', ', region: eu-west-3, account: "111111111111"'])(
    'nothing is copied with recovers: live%s',
    (standby) => {
      expect(stack(standby).flatMap(({ standby: by, primary }) => [by, primary])).toEqual([null, null, null, null]);
    },
  );
});
