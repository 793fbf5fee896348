// A lease on either database: one holder, who is seen to live.
import type { ReadStore } from '#read-store';
import { onEveryDatabase } from './databases';

onEveryDatabase('A lease', (newPlace) => {
  let store: ReadStore;
  beforeEach(async () => {
    store = await (await newPlace()).open();
  });
  afterEach(() => store.close());

  it('is taken by one of those who saw it as it was', async () => {
    const { leases } = store;
    expect(await leases.take('role/sla', 'anna', undefined, 0)).toBe(true);
    expect(await leases.take('role/sla', 'ben', undefined, 0)).toBe(false);
    const seen = await leases.held('role/sla');
    expect(await leases.beat('role/sla', 'anna', 0)).toBe(true);
    expect(await leases.take('role/sla', 'ben', seen, 0)).toBe(false);
    expect(await leases.take('role/sla', 'ben', await leases.held('role/sla'), 0)).toBe(true);
    expect(await leases.beat('role/sla', 'anna', 0)).toBe(false);
  });

  it("grows with every beat, and is never below its holder's clock, however long the machine has been up", async () => {
    const { leases } = store;
    const years = 1e12;
    await leases.take('role/sla', 'anna', undefined, 5);
    await leases.beat('role/sla', 'anna', years);
    expect(await leases.held('role/sla')).toStrictEqual({ owner: 'anna', beat: years });
    await leases.beat('role/sla', 'anna', 7);
    expect((await leases.held('role/sla'))?.beat).toBe(years + 1);
    await leases.take('role/sla', 'ben', await leases.held('role/sla'), 9);
    expect(await leases.held('role/sla')).toStrictEqual({ owner: 'ben', beat: years + 2 });
  });
});
