import type { Backlog as Behind, Checkpoint, Consumer, Delivered, Store } from '#event-store';

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

/** Through the client, as the server reads: all consumers share a subscription where they stand together. */
export const throughClient = (store: Store): Source => ({
  feed: async (consumers, { progress } = {}) => {
    const total = Number((await store.end())?.commit ?? 0);
    let events = 0;
    await Promise.all(
      consumers.map(async (consumer) => {
        if (!('handleBatch' in consumer)) throw new TypeError('A projector takes batches.');
        let isThere = () => {};
        const caughtUp = new Promise<void>((resolve) => {
          isThere = resolve;
        });
        const consumption = store.consume({
          ...consumer,
          handleBatch: async (batch) => {
            await consumer.handleBatch(batch);
            events += batch.length;
            progress?.(Math.min(total, Number(batch.at(-1)?.position.commit ?? 0)), total);
          },
          onCaughtUp: async () => {
            await consumer.onCaughtUp?.();
            isThere();
          },
        });
        const ending = await Promise.race([caughtUp, consumption.done]);
        await consumption.stop();
        if (ending?.how === 'halted') throw ending.error;
      }),
    );
    return events;
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
