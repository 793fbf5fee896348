import type { AskedTogether } from '#read-store';
import { Rate } from './rate';
import { SharedRate } from './shared-rate';

const PER_SECOND = 100;
const BURST = 500;
/** As a database would, at a time that stands. */
const counting = (): AskedTogether & { readonly told: string[] } => {
  const debts = new Map<string, number>();
  const told: string[] = [];
  return {
    told,
    add: async (asked, stepMs) => {
      for (const [caller, times] of asked) {
        told.push(caller);
        debts.set(caller, (debts.get(caller) ?? 0) + times * stepMs);
      }
      return new Map([...asked.keys()].map((caller) => [caller, debts.get(caller) ?? 0]));
    },
  };
};
const come = (rate: SharedRate, who: string, times: number): number =>
  Array.from({ length: times }, () => rate.waitMs(who, performance.now())).filter((waitMs) => waitMs === 0).length;

describe('A rate that two processes share', () => {
  it('lets in as many by both as by one, once they have told each other', async () => {
    const together = counting();
    const [one, other] = [1, 2].map(() => new SharedRate(new Rate({ perSecond: PER_SECOND }), together));
    expect(come(one as SharedRate, 'anna', 300)).toBe(300);
    await one?.share();
    expect(come(other as SharedRate, 'anna', 100)).toBe(100);
    await other?.share();
    const more = come(other as SharedRate, 'anna', BURST);
    expect(more).toBeGreaterThanOrEqual(100);
    expect(more).toBeLessThan(150); // and what was earned while this ran
    expect(come(other as SharedRate, 'bob', 10)).toBe(10);
  });

  it('tells nobody of those who come now and then, and of the others no name', async () => {
    const together = counting();
    const rate = new SharedRate(new Rate({ perSecond: PER_SECOND }), together);
    come(rate, 'anna', 10);
    come(rate, 'robot', 200);
    await rate.share();
    expect(together.told).toStrictEqual([expect.stringMatching(/^[\w-]{22}$/)]);
  });

  it('counts alone while the database is away', async () => {
    const away: AskedTogether = { add: () => Promise.reject(new Error('Nobody there.')) };
    const rate = new SharedRate(new Rate({ perSecond: PER_SECOND }), away);
    expect(come(rate, 'anna', 300)).toBe(300);
    await rate.share();
    const more = come(rate, 'anna', BURST);
    expect(more).toBeGreaterThanOrEqual(200);
    expect(more).toBeLessThan(250);
  });
});
