// A node in a thread of its own, a bad line before it, and the product's store on the other side.
import { startNodeInWorker } from '#embedded-store';
import { openKeys, openStore, type Store, type StoreOptions } from '#event-store';
import { type BadLine, badLine } from '../programs/bad-line';
import { discard, scratch } from '../programs/scratch';

export type LinedStore = {
  readonly line: BadLine;
  readonly store: Store;
  close(): Promise<void>;
};
type Note = { readonly type: 'NoteAdded'; readonly text: string };
export const NOTE: Note = { type: 'NoteAdded', text: '' };

export const context = (commandId: string) => ({
  commandId,
  actor: { id: 'anna', role: 'agent' },
  at: '2026-03-14T08:00:00.000Z',
});

/** The line is good until it is told otherwise; `patience` is the store's. */
export const linedStore = async (patience?: StoreOptions['patience']): Promise<LinedStore> => {
  const directory = scratch('line');
  const node = await startNodeInWorker({ dir: `${directory}/store`, port: 0 });
  const line = await badLine(node.port);
  const store = await openStore({
    url: line.url,
    provider: 'faultline',
    keys: await openKeys(`${directory}/keys`, Buffer.alloc(32, 1)),
    catalogs: { ticket: { NoteAdded: { schemaVersion: 1 } } },
    ...(patience && { patience }),
  });
  void store.watch();
  return {
    line,
    store,
    close: async () => {
      await store.close();
      await line.close();
      await node.close();
      discard(directory);
    },
  };
};

/** Fills a stream, 50 events to an append. */
export const fill = async (store: Store, stream: string, events: number, bytes: number): Promise<void> => {
  const text = 'x'.repeat(bytes);
  for (let revision = -1; revision < events - 1; revision += 50) {
    const batch = Array.from({ length: Math.min(50, events - 1 - revision) }, () => ({ ...NOTE, text }));
    await store.append(stream, revision, batch, context(`${stream}/${revision}`));
  }
};

/** Events a second that a new consumer is handed, from the first to the last. */
export const catchUp = async (store: Store, events: number): Promise<number> => {
  const began = performance.now();
  let seen = 0;
  const done = Promise.withResolvers<void>();
  const consumption = store.consume({
    name: `reader ${began}`,
    prefixes: ['ticket-'],
    from: 'start',
    alone: true,
    batchMax: 500,
    handleBatch: (batch) => {
      seen += batch.length;
      if (seen >= events) done.resolve();
    },
    onFailure: () => 'halt',
  });
  await done.promise;
  const rate = (events * 1_000) / (performance.now() - began);
  await consumption.stop();
  return rate;
};

export type Contest = {
  readonly answered: number;
  /** By a sentence, in time. */
  readonly refused: number;
  readonly slowestReadMs: number;
  readonly appended: number;
  readonly appendsFailed: number;
  readonly appendP99Ms: number;
};

/** So many big reads at once, and writers beside them until all of the reads are over. */
export const contest = async (store: Store, big: string, reads: number, writers: number): Promise<Contest> => {
  let isOver = false;
  const tookMs: number[] = [];
  let appendsFailed = 0;
  const write = async (lane: number) => {
    for (let n = 0; !isOver; n++) {
      const began = performance.now();
      await store
        .append(`ticket-w${lane}x${n}x${Math.round(began)}`, -1, [NOTE], context(`w${lane}/${n}/${began}`))
        .catch(() => appendsFailed++);
      tookMs.push(performance.now() - began);
    }
  };
  const writing = Promise.all(Array.from({ length: writers }, (_, lane) => write(lane)));
  let slowestReadMs = 0;
  const read = async () => {
    const began = performance.now();
    try {
      await store.read(big);
      return 'answered';
    } catch {
      return 'refused';
    } finally {
      slowestReadMs = Math.max(slowestReadMs, performance.now() - began);
    }
  };
  const outcomes = await Promise.all(Array.from({ length: reads }, read));
  isOver = true;
  await writing;
  const sorted = tookMs.sort((one, other) => one - other);
  return {
    answered: outcomes.filter((outcome) => outcome === 'answered').length,
    refused: outcomes.filter((outcome) => outcome === 'refused').length,
    slowestReadMs,
    appended: sorted.length - appendsFailed,
    appendsFailed,
    appendP99Ms: sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0,
  };
};
