import { setTimeout as pause } from 'node:timers/promises';
import { RefusalPacer } from './refusal-pacer';

const settled = async (answered: readonly number[], count: number) => {
  for (let waited = 0; answered.length < count && waited < 10_000; waited += 10) await pause(10);
};

describe('Refusals', () => {
  it('are answered at once while there are few, without anybody waiting', () => {
    const answered: number[] = [];
    new RefusalPacer({ perSecond: 100, waitingMost: 10 }).answer(() => answered.push(1));
    expect(answered).toStrictEqual([1]);
  });

  it('come in the order of those who ask, and no faster than the pace', async () => {
    const pacer = new RefusalPacer({ perSecond: 100, waitingMost: 50 });
    const answered: number[] = [];
    const began = performance.now();
    for (let n = 0; n < 30; n++) pacer.answer(() => answered.push(n));
    expect(answered).toStrictEqual([0]);
    await settled(answered, 30);
    expect(answered).toStrictEqual([...Array(30).keys()]);
    expect(performance.now() - began).toBeGreaterThanOrEqual(280);
  });

  it('are not made up for by a turn of the loop that comes late: other work has been waiting too', async () => {
    const pacer = new RefusalPacer({ perSecond: 1_000, waitingMost: 1_000 });
    const answered: number[] = [];
    for (let n = 0; n < 500; n++) pacer.answer(() => answered.push(n));
    const until = performance.now() + 300;
    while (performance.now() < until);
    await pause(0);
    expect(answered.length).toBeLessThan(100);
    await settled(answered, 500);
  });

  it('have a bound on those who wait; whoever comes beyond it is told that no answer will come', async () => {
    const pacer = new RefusalPacer({ perSecond: 1_000, waitingMost: 2 });
    const answered: number[] = [];
    const comes = [1, 2, 3, 4].map((n) => pacer.answer(() => answered.push(n)));
    expect(comes).toStrictEqual([true, true, true, false]);
    await settled(answered, 3);
    expect(answered).toStrictEqual([1, 2, 3]);
  });
});
