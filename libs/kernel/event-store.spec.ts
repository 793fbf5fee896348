import type { AnyFold, Context, Decider, Message } from './decider';
import { DomainError } from './domain-error';
import { ATTEMPTS_MAX, decideAndAppend, type Freshness, type Loaded } from './event-store';
import { by } from './given';
import { MemoryStore } from './memory-store';

type Seats = { readonly free: number };
type Booked = { type: 'SeatBooked'; guest: string };
type Freed = { type: 'SeatFreed' };
const seats: Decider<{ type: 'Book'; guest: string } | { type: 'FreeIfFull' }, Seats, Booked | Freed> = {
  initial: { free: 1 },
  evolve: { SeatBooked: ({ free }) => ({ free: free - 1 }), SeatFreed: ({ free }) => ({ free: free + 1 }) },
  decide: {
    Book: ({ guest }, { free }) => {
      if (free === 0) throw new DomainError('seat.none-free', 'Come back later.');
      return [{ type: 'SeatBooked', guest }];
    },
    FreeIfFull: (_command, { free }) => (free === 0 ? [{ type: 'SeatFreed' }] : []),
  },
};

/** A store whose memory may lag behind: its guess is what it remembered last, until it has read the tail. */
class Forgetful extends MemoryStore {
  readonly asked: Freshness[] = [];
  readonly #remembered = new Map<string, Loaded<unknown>>();
  /** What somebody else does just before each append here. */
  meanwhile: () => Promise<void> = async () => {};

  override async load<S>(stream: string, fold: AnyFold<S>, freshness: Freshness = 'latest'): Promise<Loaded<S>> {
    this.asked.push(freshness);
    const known = this.#remembered.get(stream);
    if (freshness === 'cached' && known) return known as Loaded<S>;
    const loaded = await super.load(stream, fold);
    this.#remembered.set(stream, { ...loaded, commands: new Map(loaded.commands) });
    return loaded;
  }

  override async append(stream: string, expectedRevision: number, events: readonly Message[], context: Context) {
    await this.meanwhile();
    return super.append(stream, expectedRevision, events, context);
  }
}
const STREAM = 'seats-1';
const book = { type: 'Book', guest: 'anna' } as const;
const free = { type: 'FreeIfFull' } as const;
const under = (commandId: string, at = '2026-03-14T08:00:00.000Z'): Context => ({ ...by('anna', at), commandId });
/** Written by another process: this one's memory knows nothing of it. */
const elsewhere = async (store: MemoryStore, type: 'SeatBooked' | 'SeatFreed', commandId: string) => {
  const { length } = await store.read(STREAM);
  const event = type === 'SeatBooked' ? { type, guest: 'ben' } : { type };
  await MemoryStore.prototype.append.call(store, STREAM, length - 1, [event], under(commandId));
};
const typesIn = async (store: MemoryStore) => (await store.read(STREAM)).map(({ event }) => event.type);

describe('A command on a stream', () => {
  it('that holds by what is remembered is appended without reading the tail', async () => {
    const store = new Forgetful();
    expect(await decideAndAppend(store, STREAM, seats, book, under('c1'))).toStrictEqual({ revision: 0 });
    expect(store.asked).toStrictEqual(['cached']);
  });

  it('is never refused by what is remembered: the tail has the last word', async () => {
    const store = new Forgetful();
    await decideAndAppend(store, STREAM, seats, book, under('c1'));
    await store.load(STREAM, seats, 'latest');
    await elsewhere(store, 'SeatFreed', 'x');
    expect(await decideAndAppend(store, STREAM, seats, book, under('c2'))).toStrictEqual({ revision: 2 });
  });

  it('is never found idle by what is remembered either', async () => {
    const store = new Forgetful();
    await store.load(STREAM, seats, 'latest');
    await elsewhere(store, 'SeatBooked', 'x');
    await decideAndAppend(store, STREAM, seats, free, under('c1'));
    expect(await typesIn(store)).toStrictEqual(['SeatBooked', 'SeatFreed']);
  });

  it('is refused once the tail says so, and leaves nothing behind', async () => {
    const store = new Forgetful();
    await decideAndAppend(store, STREAM, seats, book, under('c1'));
    await expect(decideAndAppend(store, STREAM, seats, book, under('c2'))).rejects.toMatchObject({
      code: 'seat.none-free',
    });
    expect(store.asked.at(-1)).toBe('latest');
    expect(await typesIn(store)).toStrictEqual(['SeatBooked']);
  });

  it('that lost a race is decided again on what is true now', async () => {
    const store = new Forgetful();
    store.meanwhile = async () => {
      store.meanwhile = async () => {};
      await elsewhere(store, 'SeatFreed', 'x');
    };
    expect(await decideAndAppend(store, STREAM, seats, book, under('c1'))).toStrictEqual({ revision: 1 });
    expect(await typesIn(store)).toStrictEqual(['SeatFreed', 'SeatBooked']);
  });

  it('that lost a race to what forbids it is refused', async () => {
    const store = new Forgetful();
    store.meanwhile = () => elsewhere(store, 'SeatBooked', 'x');
    await expect(decideAndAppend(store, STREAM, seats, book, under('c1'))).rejects.toMatchObject({
      code: 'seat.none-free',
    });
  });

  it('that loses every race gives up with lost-race, and nothing of it is saved', async () => {
    const store = new Forgetful();
    let raced = 0;
    store.meanwhile = () => elsewhere(store, 'SeatFreed', `x${raced++}`);
    await expect(decideAndAppend(store, STREAM, seats, book, under('c1'))).rejects.toMatchObject({
      code: 'lost-race',
      message: expect.stringContaining('Nothing was saved'),
    });
    expect(raced).toBe(ATTEMPTS_MAX + 1);
    expect(await typesIn(store)).not.toContain('SeatBooked');
  });

  it('said twice takes effect once and is answered as it was the first time', async () => {
    const store = new MemoryStore();
    const first = await decideAndAppend(store, STREAM, seats, book, under('c1'));
    await decideAndAppend(store, STREAM, seats, free, under('c2'));
    expect(await decideAndAppend(store, STREAM, seats, book, under('c1'))).toStrictEqual(first);
    expect(await typesIn(store)).toStrictEqual(['SeatBooked', 'SeatFreed']);
  });

  it('said twice at once takes effect once', async () => {
    const store = new Forgetful();
    const answers = await Promise.all([1, 2].map(() => decideAndAppend(store, STREAM, seats, book, under('c1'))));
    expect(answers).toStrictEqual([{ revision: 0 }, { revision: 0 }]);
    expect(await typesIn(store)).toStrictEqual(['SeatBooked']);
  });

  it('under the id of another request is refused', async () => {
    const store = new MemoryStore();
    await decideAndAppend(store, STREAM, seats, book, { ...under('c1'), requestHash: 'one' });
    await expect(
      decideAndAppend(store, STREAM, seats, free, { ...under('c1'), requestHash: 'two' }),
    ).rejects.toMatchObject({
      code: 'idempotency.key-reused',
    });
  });

  it('of a caller who has seen another revision is refused, by the tail and not by a guess', async () => {
    const store = new Forgetful();
    await decideAndAppend(store, STREAM, seats, book, under('c1'));
    await expect(decideAndAppend(store, STREAM, seats, free, { ...under('c2'), ifRevision: 4 })).rejects.toMatchObject({
      code: 'ticket.changed',
      message: expect.stringContaining('at revision 0 and not at 4'),
    });
    await elsewhere(store, 'SeatFreed', 'x');
    expect(await decideAndAppend(store, STREAM, seats, book, { ...under('c3'), ifRevision: 1 })).toStrictEqual({
      revision: 2,
    });
  });

  it.each([
    ['one', undefined],
    [undefined, 'two'],
    ['one', 'one'],
  ])('said again is known by its id alone where not both tell which request it was (%s, %s)', async (first, second) => {
    const store = new MemoryStore();
    const asking = (requestHash?: string) => ({ ...under('c1'), ...(requestHash !== undefined && { requestHash }) });
    await decideAndAppend(store, STREAM, seats, book, asking(first));
    expect(await decideAndAppend(store, STREAM, seats, book, asking(second))).toStrictEqual({ revision: 0 });
  });

  it('is recorded when it is said', async () => {
    const store = new MemoryStore();
    await decideAndAppend(store, STREAM, seats, book, under('c1', '2026-03-14T08:00:00.000Z'));
    await decideAndAppend(store, STREAM, seats, free, under('c2', '2026-03-14T09:00:00.000Z'));
    const recordedAt = (await store.read(STREAM)).map(({ stamp }) => stamp.recordedAt);
    expect(recordedAt).toStrictEqual(['2026-03-14T08:00:00.000Z', '2026-03-14T09:00:00.000Z']);
  });

  it('is never recorded before what stands in front of it', async () => {
    const store = new MemoryStore();
    await decideAndAppend(store, STREAM, seats, book, under('c1', '2026-03-14T08:00:00.000Z'));
    await decideAndAppend(store, STREAM, seats, free, under('c2', '2026-03-14T07:59:59.000Z'));
    expect((await store.read(STREAM, 1)).map(({ stamp }) => stamp.recordedAt)).toStrictEqual([
      '2026-03-14T08:00:00.000Z',
    ]);
  });

  it('lets a fault through that is no refusal, from the first guess on', async () => {
    const store = new Forgetful();
    const broken = () => {
      throw new TypeError('no policy');
    };
    await expect(decideAndAppend(store, STREAM, seats, book, under('c1'), broken)).rejects.toThrow('no policy');
    expect(store.asked).toStrictEqual(['cached']);
  });

  it('is decided under what its state says: the context is completed from it', async () => {
    const store = new MemoryStore();
    const seen: number[] = [];
    await decideAndAppend(store, STREAM, seats, book, under('c1'), (context, { free: left }) => {
      seen.push(left);
      return context;
    });
    expect(seen).toStrictEqual([1]);
  });
});
