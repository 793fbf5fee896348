import {
  type Backlog as Behind,
  type Checkpoint,
  type Consumer,
  type Delivered,
  type Position,
  referenceTo,
  type Store,
} from '#event-store';
import { Halted, handOver, type Sealed } from './feed';

export type Backlog = Pick<Behind, 'events' | 'more' | 'oldestAt'>;
export type FeedOptions = { readonly progress?: (done: number, total: number) => void };

/** Where the events are read from: the event store's own log, or its protocol. */
export type Source = {
  /** Hands each consumer everything behind its checkpoint that is there now, and says that it has caught up. How many events. */
  feed(consumers: readonly Consumer[], options?: FeedOptions): Promise<number>;
  /** Whether a checkpoint is of this store: its event stands where it says. */
  holds(checkpoint: Checkpoint): Promise<boolean>;
  backlog(checkpoint: Checkpoint | 'start', prefixes: readonly string[]): Promise<Backlog>;
  read(stream: string, from: number): Promise<readonly Delivered[]>;
  close(): Promise<void>;
};

const LOOKS_AT_MOST = 20_000;

/** How many events are handed over at once: the more, the fewer rows are folded twice. */
const BATCH = 2_000;

/** Through the client, as the server reads: consumers that stand together share one reading. */
export const throughClient = (store: Store): Source => ({
  feed: async (consumers, { progress } = {}) => {
    const total = Number((await store.end())?.commit ?? 0);
    const together = Map.groupBy(consumers, ({ from }) => (from === 'start' ? from : `${from.commit}/${from.prepare}`));
    const reportProgress = (at: Position) => progress?.(Math.min(total, Number(at.commit)), total);
    const counts = await Promise.all([...together.values()].map((some) => readOnce(store, some, reportProgress)));
    return Math.max(0, ...counts);
  },
  holds: (checkpoint) =>
    store.verifyCheckpoint(checkpoint).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Error && error.name === 'StoreMismatch') return false;
        throw error;
      },
    ),
  backlog: (checkpoint, prefixes) => store.backlog(checkpoint, prefixes, LOOKS_AT_MOST),
  read: (stream, from) => store.read(stream, from),
  close: () => store.close(),
});

/** To the end as it is then. Throws what halted a consumer. */
const readOnce = async (
  store: Store,
  consumers: readonly Consumer[],
  reportProgress: (at: Position) => void,
): Promise<number> => {
  const from = consumers[0]?.from ?? 'start';
  const hearing = (stream: string) =>
    consumers.filter(({ prefixes }) => prefixes.some((prefix) => stream.startsWith(prefix)));
  let waiting: Sealed[] = [];
  let events = 0;
  const flush = async () => {
    const batch = waiting;
    waiting = [];
    for (const consumer of consumers) {
      const isHeard = ({ place: { stream } }: Sealed) => consumer.prefixes.some((prefix) => stream.startsWith(prefix));
      await handOver(consumer, batch.filter(isHeard));
    }
  };
  let isThere = () => {};
  const caughtUp = new Promise<void>((resolve) => {
    isThere = resolve;
  });
  const consumption = store.consume({
    name: consumers.map(({ name }) => name).join(', '),
    prefixes: [...new Set(consumers.flatMap(({ prefixes }) => prefixes))],
    from,
    alone: true,
    batchMax: BATCH,
    handleBatch: async (batch) => {
      events += batch.length;
      for (const delivered of batch) waiting.push({ place: referenceTo(delivered), open: () => delivered });
      if (waiting.length < BATCH) return;
      await flush();
      reportProgress(batch.at(-1)?.position ?? { commit: '0', prepare: '0' });
    },
    onFailure: async (error, place, attempt) => {
      if (error instanceof Halted) return 'halt';
      await flush();
      const answers = await Promise.all(hearing(place.stream).map((one) => one.onFailure(error, place, attempt)));
      return (['halt', 'retry'] as const).find((answer) => answers.includes(answer)) ?? 'park';
    },
    onCaughtUp: async () => {
      await flush();
      for (const consumer of consumers) await consumer.onCaughtUp?.();
      isThere();
    },
  });
  const ending = await Promise.race([caughtUp, consumption.done]);
  await consumption.stop();
  if (ending?.how === 'halted') throw ending.error;
  return events;
};
