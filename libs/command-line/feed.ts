// Hands events to a consumer as the event store does, for whoever reads them some other way: a batch, then one by one,
// and what the consumer answers where it cannot take one.

import { setTimeout as pause } from 'node:timers/promises';
import type { Consumer, Delivered, EventReference, Position } from '#event-store';

/** An event that is opened when it is first asked for, once for all consumers; opening throws where it cannot be read. */
export type Sealed = { readonly place: EventReference; readonly open: () => Delivered };

/** A consumer halted: nothing more can be handed to it. */
export class Halted extends Error {
  override readonly name = 'Halted';
}

const ATTEMPTS_MAX = 20;
const PAUSE_MS_MAX = 2_000;

export const compare = (one: Position, other: Position): number => {
  const [a, b] = [BigInt(one.commit), BigInt(other.commit)];
  return a < b ? -1 : a > b ? 1 : 0;
};

/** Throws `Halted`, with the reason as its cause, where the consumer stops or goes on failing. */
export const handOver = async (consumer: Consumer, events: readonly Sealed[]): Promise<void> => {
  if (!('handleBatch' in consumer)) throw new TypeError('A projector takes batches.');
  if (events.length === 0) return;
  const taken = await attempt(() => consumer.handleBatch(events.map(({ open }) => open())));
  if (taken === undefined) return;
  for (const event of events) await handOne(consumer, event);
};

type TakesBatches = Extract<Consumer, { handleBatch: unknown }>;

const handOne = async (consumer: TakesBatches, { place, open }: Sealed): Promise<void> => {
  for (let failures = 1; ; failures++) {
    const error = await attempt(() => consumer.handleBatch([open()]));
    if (error === undefined) return;
    const answer = await consumer.onFailure(error, place, failures);
    if (answer === 'park') return;
    if (answer === 'halt' || failures >= ATTEMPTS_MAX) throw halted(consumer, place, error);
    await pause(Math.min(2 ** failures * 10, PAUSE_MS_MAX));
  }
};

const attempt = async (work: () => void | Promise<void>): Promise<unknown> => {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error('It failed without saying why.');
  }
};

const halted = ({ name }: Consumer, { stream, revision }: EventReference, cause: unknown): Halted =>
  new Halted(`${name} stopped at ${stream}@${revision}: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  });
