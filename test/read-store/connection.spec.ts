import { openReadStore, type ReadStore } from '#read-store';
import { callBoard, deliver, longHistory } from './board';
import { type Postgres, somePostgres } from './some-postgres';
import { type Wire, wireTo } from './wire';

const found = somePostgres();
const events = longHistory(12, 10);

const freshHash = async () => {
  const store = await openReadStore({ file: ':memory:' });
  await deliver((await store.projector(callBoard)).consumer, events);
  return store.tableHash(callBoard).finally(() => store.close());
};

('start' in found ? describe : describe.skip)('A connection to PostgreSQL that is cut', () => {
  let postgres: Postgres;
  let wire: Wire;
  let store: ReadStore;
  const lost: object[] = [];
  beforeAll(async () => {
    if ('start' in found) postgres = await found.start();
  });
  afterAll(() => postgres?.stop());
  beforeEach(async () => {
    wire = await wireTo(await postgres.newDatabase());
    store = await openReadStore({ url: wire.url, log: { warn: (fields) => lost.push(fields) } });
  });
  afterEach(async () => {
    await store.close();
    await wire.close();
  });

  it.each([
    ['before a commit gets there', 'before commit'],
    ['after a commit whose answer is lost', 'after commit'],
  ] as const)('%s, changes nothing in the rows (I7)', async (_when, cut) => {
    const { consumer } = await store.projector(callBoard);
    for (let from = 0; from < events.length; from += 20) {
      wire.cutAt(cut);
      expect(await deliver(consumer, events.slice(from, from + 20), { batch: 5 })).toBe('caught up');
    }
    expect(wire.faults).toBeGreaterThanOrEqual(events.length / 20);
    expect(await store.tableHash(callBoard)).toBe(await freshHash());
  });

  it('for a while, is made anew, and nothing is parked because of it', async () => {
    const projector = await store.projector(callBoard);
    await deliver(projector.consumer, events.slice(0, 50));
    wire.refuse(8);
    expect(await deliver(projector.consumer, events.slice(50), { retries: 100 })).toBe('caught up');
    expect(wire.faults).toBe(8);
    expect(await store.parked()).toStrictEqual([]);
    expect(await store.tableHash(callBoard)).toBe(await freshHash());
  });

  it('is said by a ping', async () => {
    await store.ping();
    wire.refuse(1);
    await expect(store.ping()).rejects.toThrow();
  });
});
