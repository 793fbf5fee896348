import { Rate } from './rate';

/** How many are let in when somebody tries `times` times at an instant. */
const letIn = (rate: Rate, who: string, times: number, now: number) =>
  Array.from({ length: times }, () => rate.waitMs(who, now)).filter((wait) => wait === 0).length;

describe('A rate of ten a second', () => {
  it('lets fifty in at once, and then ten a second', () => {
    const rate = new Rate({ perSecond: 10 });
    expect(letIn(rate, 'anna', 200, 0)).toBe(50);
    expect(letIn(rate, 'anna', 200, 1_000)).toBe(10);
    expect(letIn(rate, 'anna', 200, 1_099)).toBe(0);
    expect(letIn(rate, 'anna', 200, 4_000)).toBe(30);
    expect(letIn(rate, 'anna', 200, 60_000)).toBe(50);
  });

  it('counts everybody alone', () => {
    const rate = new Rate({ perSecond: 10 });
    expect(letIn(rate, 'anna', 200, 0)).toBe(50);
    expect(letIn(rate, 'bob', 200, 0)).toBe(50);
  });

  it('says truly when to come again', () => {
    const rate = new Rate({ perSecond: 10 });
    letIn(rate, 'anna', 50, 0);
    const wait = rate.waitMs('anna', 20);
    expect(rate.waitMs('anna', 20 + wait - 1)).toBeGreaterThan(0);
    expect(rate.waitMs('anna', 20 + wait)).toBe(0);
  });
});
