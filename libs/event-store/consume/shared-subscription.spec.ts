// Consumers that stand anywhere, read at any pace, come and go, on a log in memory that grows meanwhile: whoever reads
// where, nobody misses an event of its streams, and nobody who wants nothing reads the store again.

import fc from 'fast-check';
import type { Delivered } from '../envelope/stored';
import type { CatchUpSubscription, Item } from './catch-up-subscription';
import type { Checkpoint } from './checkpoint';
import { ConsumerRun } from './consumer-run';
import type { LazyEvent } from './lazy-event';
import { type From, isBefore } from './position-order';
import { SharedSubscription } from './shared-subscription';
import { Signal } from './signal';

type Stored = LazyEvent & { readonly nr: number };
type Opened = { readonly from: From; readonly prefixes: readonly string[] };

const aLog = () => {
  const events: Stored[] = [];
  const grew = new Signal();
  let end = 0n;
  const append = (stream: string, bytes: number) => {
    end += BigInt(bytes);
    const at = { commit: end, prepare: end };
    const nr = events.length;
    const place = { commit: String(end), prepare: String(end) };
    const checkpoint: Checkpoint = { ...place, epoch: 'e', stream, revision: nr, eventId: String(nr) };
    const delivered = { stream, stamp: { revision: nr }, checkpoint } as Delivered;
    const event = { at, stream, nr, checkpoint, opened: () => delivered, reference: () => ({ checkpoint }) };
    events.push(event as unknown as Stored);
    grew.notify();
  };
  /** What `CatchUpSubscription` is on a store: all there is behind a place, that this was all, and what comes. */
  const subscribe = ({ from, prefixes }: Opened): CatchUpSubscription => {
    let [next, told, stopped] = [0, false, false];
    const take = async (max: number): Promise<readonly Item[]> => {
      while (!stopped) {
        const news = grew.next();
        const items: Item[] = [];
        for (; next < events.length && items.length < max; next++) {
          const event = events[next] as Stored;
          if (isBefore(from, event.at) && prefixes.some((prefix) => event.stream.startsWith(prefix)))
            items.push({ kind: 'event', at: event.at, event: event as never });
        }
        if (items.length === 0 && !told && next === events.length) {
          told = true;
          items.push({ kind: 'caught-up' });
        }
        await turns(1);
        if (items.length > 0) return items;
        await news;
      }
      return [];
    };
    const stop = () => {
      stopped = true;
      grew.notify();
    };
    return { take, stop } as unknown as CatchUpSubscription;
  };
  return { events, append, subscribe };
};

const turns = async (many: number): Promise<void> => {
  for (let n = 0; n < many; n++) await new Promise((resolve) => setImmediate(resolve));
};

const aStore = () => {
  const log = aLog();
  const opened: { shared: Opened[]; alone: Opened[] } = { shared: [], alone: [] };
  const open = (how: Opened[]) => (from: From, prefixes: readonly string[]) => {
    how.push({ from, prefixes });
    return log.subscribe({ from, prefixes });
  };
  const lazyEventOf = (event: unknown) => event as LazyEvent;
  const ports = {
    shared: new SharedSubscription(open(opened.shared), lazyEventOf),
    alone: open(opened.alone),
    lazyEventOf,
    verify: () => turns(3),
    log: undefined,
  };
  return { ...log, opened, ports };
};

/** A reader that keeps what it was handed and where it may begin again, as one that saves both does. */
class Reader {
  readonly seen: number[] = [];
  from: Checkpoint | 'start' = 'start';
  passed = 0;
  #run: ConsumerRun | undefined;

  constructor(
    readonly prefixes: readonly string[],
    readonly pace: number,
    readonly store: ReturnType<typeof aStore>,
  ) {}

  start(): void {
    const { prefixes, pace, from, store } = this;
    const handleBatch = async (batch: readonly Delivered[]) => {
      await turns(pace);
      for (const { stamp, checkpoint } of batch) {
        this.seen.push(stamp.revision);
        this.from = checkpoint;
      }
    };
    const onPassed = (to: Checkpoint) => {
      this.passed++;
      this.from = to;
    };
    const consumer = { name: 'reader', prefixes, from, handleBatch, onPassed, onFailure: () => 'halt' as const };
    this.#run = new ConsumerRun(consumer, store.ports);
  }

  get isLive(): boolean {
    return this.#run?.state === 'live';
  }

  async stop(): Promise<void> {
    await this.#run?.stop();
    if ((await this.#run?.done)?.how === 'halted') throw new Error('It has halted.');
  }

  /** The events of its streams, as they lie in the store. */
  get wanted(): number[] {
    return this.store.events
      .filter(({ stream }) => this.prefixes.some((prefix) => stream.startsWith(prefix)))
      .map(({ nr }) => nr);
  }
}

const until = async (condition: () => boolean): Promise<void> => {
  // By the clock: who keeps up gathers for some milliseconds, whatever else the machine does meanwhile.
  for (const end = performance.now() + 60_000; performance.now() < end; await turns(1)) if (condition()) return;
  throw new Error('Waited in vain.');
};

const CATEGORIES = ['ticket', 'sla', 'billing', 'rare'];
/** Several of them are more than the reading of one waits for another. */
const BYTES = 100_000;

describe('Consumers of one store', () => {
  it('miss nothing and see nothing twice, wherever they stand, however slow they are, whoever comes and goes', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.subarray(CATEGORIES, { minLength: 1 }), fc.integer({ min: 0, max: 6 })), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.array(
          fc.record({
            events: fc.array(fc.tuple(fc.nat(3), fc.nat(300)), { maxLength: 10 }),
            bytes: fc.constantFrom(10, BYTES),
            rests: fc.nat(40),
            away: fc.nat(7),
          }),
          { minLength: 1, maxLength: 6 },
        ),
        async (kinds, rounds) => {
          const store = aStore();
          const readers = kinds.map(
            ([categories, pace]) =>
              new Reader(
                categories.map((category) => `${category}-`),
                pace,
                store,
              ),
          );
          for (const reader of readers) reader.start();
          for (const { events, bytes, rests, away } of rounds) {
            await readers[away]?.stop();
            for (const [category, many] of events)
              for (let n = 0; n < many; n++) store.append(`${CATEGORIES[category]}-1`, bytes);
            await turns(rests);
            readers[away]?.start();
          }
          const wanted = readers.map((reader) => reader.wanted);
          await until(() => readers.every(({ seen }, n) => seen.length >= (wanted[n]?.length ?? 0)));
          await Promise.all(readers.map((reader) => reader.stop()));
          expect(readers.map(({ seen }) => seen)).toStrictEqual(wanted);
        },
      ),
      { numRuns: 30 },
    ));

  it('read together where the furthest stands: one that has everything to read reads its own streams, alone', async () => {
    const store = aStore();
    for (let n = 0; n < 500; n++) store.append('ticket-1', BYTES);
    const [ahead, idle] = [new Reader(['ticket-'], 0, store), new Reader(['rare-'], 0, store)];
    ahead.from = store.events[498]?.checkpoint ?? 'start';
    idle.start();
    ahead.start();
    await until(() => ahead.isLive && idle.isLive);
    expect(ahead.seen).toStrictEqual([499]);
    expect(store.opened.shared.at(-1)?.from).toStrictEqual(store.events[498]?.at);
    expect(store.opened.alone.map(({ prefixes }) => prefixes)).toStrictEqual([['rare-']]);
    await Promise.all([ahead.stop(), idle.stop()]);
  });

  it('that were handed nothing begin where they stopped, and not at the beginning of the store', async () => {
    const store = aStore();
    const [busy, idle] = [new Reader(['ticket-'], 0, store), new Reader(['rare-'], 0, store)];
    for (const reader of [busy, idle]) reader.start();
    for (let n = 0; n < 100; n++) store.append('ticket-1', BYTES);
    await until(() => busy.seen.length === 100 && busy.isLive && idle.isLive);
    await Promise.all([busy.stop(), idle.stop()]);
    expect(idle.from).toStrictEqual(store.events.at(-1)?.checkpoint);
    expect(idle.passed).toBeLessThan(40);
  });

  it('subscribe to their own streams and to no others', async () => {
    const store = aStore();
    const readers = [new Reader(['sla-', 'ticket-'], 0, store), new Reader(['billing-'], 0, store)];
    for (const reader of readers) reader.start();
    await until(() => readers.every(({ isLive }) => isLive));
    expect(store.opened.shared.at(-1)?.prefixes.toSorted()).toStrictEqual(['billing-', 'sla-', 'ticket-']);
    const later = new Reader(['rare-'], 0, store);
    later.start();
    await until(() => later.isLive);
    store.append('rare-1', BYTES);
    store.append('ticket-1', BYTES);
    await until(() => later.seen.length + readers.flatMap(({ seen }) => seen).length === 2);
    await Promise.all([...readers, later].map((reader) => reader.stop()));
  });
});
