import type { Backlog } from '#event-store';
import { LagSampler } from './lag-sampler';

const subjects = ['one', 'two', 'three'].map((name) => ({ name, checkpoint: 'start' as const, prefixes: ['ticket-'] }));
const backlog: Backlog = { events: 3, more: false, oldestAt: new Date().toISOString() };

describe('Lags', () => {
  it('are counted one at a time, however many ask at once', async () => {
    let [atOnce, most, counts] = [0, 0, 0];
    const store = {
      backlog: async () => {
        counts++;
        most = Math.max(most, ++atOnce);
        await new Promise((resolve) => setTimeout(resolve, 20));
        atOnce--;
        return backlog;
      },
    };
    const sampler = new LagSampler(store);
    const answers = await Promise.all(Array.from({ length: 20 }, () => sampler.lags(subjects)));
    expect([most, counts]).toStrictEqual([1, 3]);
    expect([...(answers[0] ?? [])].map(([name, { events }]) => `${name} ${events}`)).toStrictEqual([
      'one 3',
      'two 3',
      'three 3',
    ]);
  });

  it('that a slow store has not counted yet hold up nobody', async () => {
    const gate = Promise.withResolvers<Backlog>();
    const sampler = new LagSampler({ backlog: () => gate.promise });
    const began = performance.now();
    expect((await sampler.lags(subjects)).size).toBe(0);
    expect(performance.now() - began).toBeLessThan(1_000);
    gate.resolve(backlog);
    await gate.promise;
    expect((await sampler.lags(subjects)).size).toBe(3);
  });
});
