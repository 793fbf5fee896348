import { openReadStore, type ReadStore } from '#read-store';
import { until } from '../programs/until';
import { callBoard, deliver, longHistory } from './board';
import { selected } from './our-postgres';
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
    store = await openReadStore({ url: wire.url, log: { info: () => {}, warn: (fields) => lost.push(fields) } });
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

  it.each([
    ['park', 23],
    ['park', 37],
    ['halt', 31],
    ['halt', 41],
  ] as const)(
    'anywhere, under two that fill one view, is never the fault of an event (%s, every %i)',
    async (onFailure, pieces) => {
      const board = { ...callBoard, onFailure };
      const other = await openReadStore({ url: wire.url });
      const projectors = [await store.projector(board), await other.projector(board)];
      // From then on each batch is a transaction of its own.
      for (const { consumer } of projectors) await deliver(consumer, events.slice(0, 10));
      wire.cutEvery(pieces);
      const endings = await Promise.all(
        projectors.map(({ consumer }, n) => deliver(consumer, events, { batch: 1 + n, retries: 1_000 })),
      );
      const { faults } = wire;
      wire.cutEvery(0);
      await other.close();
      // The others may hold a connection that was cut and do not know it yet.
      const witness = await openReadStore({ url: wire.url });
      const parked = await witness.parked();
      const hash = await witness.tableHash(board);
      await witness.close();
      expect(endings).toStrictEqual(['caught up', 'caught up']);
      expect(faults).toBeGreaterThan(3);
      expect(parked).toStrictEqual([]);
      expect(hash).toBe(await freshHash());
    },
  );

  it('for lack of room, is never the fault of an event', async () => {
    const url = new URL(await postgres.newDatabase());
    const role = `crowded_${process.pid}`;
    const asOwner = (statement: string) => selected(url.href, statement);
    await asOwner(`create role ${role} login`);
    await asOwner(`grant all on schema public to ${role}`);
    const crowded = await openReadStore({ url: Object.assign(new URL(url), { username: role }).href });
    const { consumer } = await crowded.projector(callBoard);
    await deliver(consumer, events.slice(0, 50));
    await asOwner(`alter role ${role} connection limit 0`);
    await asOwner(`select pg_terminate_backend(pid) from pg_stat_activity where usename = '${role}'`);
    expect(await deliver(consumer, events.slice(50), { retries: 3 })).toBe('gave up');
    expect(await crowded.ping().catch((error: unknown) => error)).toMatchObject({
      name: 'DatabaseError',
      fault: 'away',
      message: expect.stringContaining('too many connections'),
    });
    await asOwner(`alter role ${role} connection limit 1`);
    await crowded.ping();
    await Promise.all(Array.from({ length: 8 }, () => crowded.ping())); // one connection is enough for all of them
    void crowded.watch();
    const isUp = async () => {
      await crowded.ping();
      return crowded.health.state === 'up';
    };
    await until(isUp, 'it is up');
    // Longer than from one look of the watch, which finds no room, to the next.
    for (const end = Date.now() + 2_500; Date.now() < end; ) expect(await isUp()).toBe(true);
    await asOwner(`alter role ${role} connection limit 10`);
    expect(await deliver(consumer, events.slice(50))).toBe('caught up');
    expect(await crowded.parked()).toStrictEqual([]);
    await crowded.close();
    await asOwner(`drop owned by ${role}`);
    await asOwner(`drop role ${role}`);
  });

  it('without a word is cut after some seconds, and what waited on it goes on', async () => {
    const projector = await store.projector(callBoard);
    await deliver(projector.consumer, events.slice(0, 50));
    void store.watch();
    wire.silence();
    const began = performance.now();
    expect(await store.ping().catch((error: unknown) => error)).toMatchObject({ fault: 'away' });
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(store.health).toMatchObject({ engine: 'read-store', state: 'away', detail: expect.stringMatching(/./) });
    wire.speakAgain();
    expect(await deliver(projector.consumer, events.slice(50), { retries: 1_000 })).toBe('caught up');
    await until(() => store.health.state === 'up', 'it is up again');
    expect(await store.tableHash(callBoard)).toBe(await freshHash());
  });

  it('is waited for where it is not there yet', async () => {
    wire.refuse(3);
    const late = await openReadStore({ url: wire.url, waitMs: 10_000 });
    await late.ping();
    await late.close();
  });

  it('is noticed by a ping', async () => {
    await store.ping();
    wire.refuse(1);
    await expect(store.ping()).rejects.toThrow();
  });
});
