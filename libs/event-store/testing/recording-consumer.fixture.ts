import type { Checkpoint } from '../consume/checkpoint';
import type { Consumer, FailureAction } from '../consume/consumer';
import type { Delivered } from '../envelope/stored';
import type { Store } from '../store';
import { command, newStream, noted } from './event-store.contract';

/** Writes `many` notes into streams of its own, 50 to an append. */
export const write = async (store: Store, many: number, category = 'ticket'): Promise<void> => {
  const stream = newStream().replace('ticket', category);
  for (let revision = -1; revision < many - 1; ) {
    const batch = Array.from({ length: Math.min(50, many - 1 - revision) }, (_, i) => noted(`${revision + 1 + i}`));
    await store.append(stream, revision, batch, command(`after ${revision}`));
    revision += batch.length;
  }
};

const PATIENCE_MS = 120_000;

/** A consumer that notes what it was handed, and lets a test wait for that. */
export const recordingConsumer = (
  changes: Partial<Consumer> = {},
  before: (delivered: Delivered) => unknown = () => {},
) => {
  const seen: string[] = [];
  const checkpoints: Checkpoint[] = [];
  const failures: string[] = [];
  const waiting = new Set<() => void>();
  let caughtUp = 0;
  const check = () => {
    for (const look of waiting) look();
  };
  const consumer = {
    name: 'reader',
    prefixes: ['ticket-'],
    from: 'start',
    handle: async (delivered: Delivered) => {
      await before(delivered);
      seen.push(`${delivered.stream}@${delivered.stamp.revision}`);
      checkpoints.push(delivered.checkpoint);
      check();
    },
    onFailure: (error: unknown): FailureAction => {
      failures.push((error as Error).message);
      check();
      return 'halt';
    },
    onCaughtUp: () => {
      caughtUp++;
      check();
    },
    ...changes,
  } as Consumer;
  const until = (condition: () => boolean) =>
    new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`Waited in vain: seen ${seen.length}, caught up ${caughtUp} times, failed: ${failures}.`));
      }, PATIENCE_MS);
      const look = () => {
        if (!condition()) return;
        clearTimeout(late);
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  return {
    consumer,
    seen,
    checkpoints,
    failures,
    caughtUps: () => caughtUp,
    sees: (many: number) => until(() => seen.length >= many),
    catchesUp: (times = 1) => until(() => caughtUp >= times),
    until,
  };
};
