import { MemoryStore } from '#kernel';
import { ReadingLog } from './reading-log';

const NOW = Date.parse('2026-03-14T08:10:00Z');
const STREAM = 'reading-2026-03-14';
const reading = { what: 'ticket-ledger', subject: 'T1', by: 'dana', role: 'auditor' } as const;

describe('Who read what', () => {
  it('is written down once a minute, many at a time', async () => {
    const store = new MemoryStore();
    let now = NOW;
    const log = new ReadingLog(store, { now: () => now });
    await Promise.all(['T1', 'T2', 'T3', 'T1'].map((subject) => log.record({ ...reading, subject })));
    expect((await store.read(STREAM)).map(({ event }) => (event as { subject?: string }).subject)).toStrictEqual([
      'T1',
      'T2',
      'T3',
    ]);
    now += 60_000;
    await log.record(reading);
    expect(await store.read(STREAM)).toHaveLength(4);
  });

  it('is kept where the store takes nothing, and written when it takes again', async () => {
    const store = new MemoryStore();
    const log = new ReadingLog(store, { now: () => NOW });
    const append = store.append.bind(store);
    store.append = () => Promise.reject(new Error('away'));
    await expect(log.record(reading)).rejects.toThrow('away');
    store.append = append;
    await log.record({ ...reading, by: 'eve' });
    expect((await store.read(STREAM)).map(({ event }) => (event as { by?: string }).by)).toStrictEqual(['dana', 'eve']);
  });

  it('finds its place where another process writes as well', async () => {
    const store = new MemoryStore();
    const [one, other] = [new ReadingLog(store, { now: () => NOW }), new ReadingLog(store, { now: () => NOW })];
    await Promise.all([one.record(reading), other.record(reading)]);
    expect(await store.read(STREAM)).toHaveLength(2);
  });
});
