import { type BatchConsumer, type Consumer, type Delivered, referenceTo } from '#event-store';
import type { Projection } from '#read-store';

// A small board of calls, enough to fold: a row appears, changes, goes away, and cannot take everything.
export type CallEvent =
  | { type: 'CallOpened'; client: string }
  | { type: 'CallRaised'; urgency: number }
  | { type: 'CallClosed' }
  | { type: 'CallPoisoned' };
export type CallRow = { client: string; urgency: number; closes?: string; seen: readonly string[] };

const open = (row: CallRow | undefined): CallRow => {
  if (row === undefined) throw new Error('the call was never opened');
  return row;
};

export const callBoard: Projection<CallRow, CallEvent, 'client' | 'urgency' | 'closes'> = {
  name: 'call-board',
  version: 1,
  streams: ['call-'],
  onFailure: 'park',
  key: ({ stream }) => stream,
  columns: { client: 'text', urgency: 'integer', closes: 'text' },
  indexes: [['client', 'urgency']],
  on: {
    CallOpened: (_row, { event, stamp }) => ({ client: event.client, urgency: 0, seen: [stamp.eventId] }),
    CallRaised: (row, { event, stamp }) => {
      const { seen, ...rest } = open(row);
      return { ...rest, urgency: event.urgency, closes: stamp.recordedAt, seen: [...seen, stamp.eventId] };
    },
    CallClosed: () => null,
    CallPoisoned: () => {
      throw new Error('nobody can make sense of this');
    },
  },
};

/** Events as a store delivers them: one after the other, each stream counted from 0. */
export const history = (
  events: readonly (readonly [stream: string, event: CallEvent])[],
  epoch = 'e1',
): readonly Delivered[] => {
  const revisions = new Map<string, number>();
  return events.map(([stream, event], at) => {
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    // Beyond 2^53, where numbers would run into one another.
    const commit = String(2n ** 60n + BigInt(at) * 3n);
    const eventId = `${stream}/${revision}`;
    const recordedAt = new Date(Date.UTC(2026, 2, 14) + at * 60_000).toISOString();
    return {
      event,
      stream,
      position: { commit, prepare: commit },
      checkpoint: { epoch, commit, prepare: commit, stream, revision, eventId },
      stamp: {
        eventId,
        revision,
        occurredAt: recordedAt,
        recordedAt,
        actor: { id: 'anna', role: 'agent' },
        commandId: eventId,
        correlationId: eventId,
        causationId: eventId,
      },
    };
  });
};

/** A few hundred events of a few dozen calls, always the same. */
export const longHistory = (calls: number, rounds: number): readonly Delivered[] =>
  history(
    Array.from({ length: rounds }, (_, round) => round).flatMap((round) =>
      Array.from({ length: calls }, (_, call) => {
        const stream = `call-${call}`;
        if (round === 0) return [stream, { type: 'CallOpened', client: `client ${call % 3}` }] as const;
        if (round === rounds - 1 && call % 5 === 0) return [stream, { type: 'CallClosed' }] as const;
        return [stream, { type: 'CallRaised', urgency: (round * 7 + call) % 10 }] as const;
      }),
    ),
  );

/** Hands events over as the event store does; tells how it ended. `retries` is how often 'retry' is taken at its word. */
export const deliver = async (
  consumer: Consumer,
  events: readonly Delivered[],
  { batch = 100, retries = 5 }: { batch?: number; retries?: number } = {},
): Promise<'caught up' | 'halted' | 'gave up'> => {
  if (!('handleBatch' in consumer)) throw new Error('A projector takes batches.');
  for (let from = 0; from < events.length; from += batch) {
    const some = events.slice(from, from + batch);
    const ended = await whole(consumer, some).catch(() => oneByOne(consumer, some, retries));
    if (ended !== undefined) return ended;
  }
  await consumer.onCaughtUp?.();
  return 'caught up';
};

const whole = async (consumer: BatchConsumer, some: readonly Delivered[]): Promise<undefined> => {
  await consumer.handleBatch(some);
};

const oneByOne = async (consumer: BatchConsumer, some: readonly Delivered[], retries: number) => {
  for (const event of some) {
    const ended = await handOne(consumer, event, retries);
    if (ended !== undefined) return ended;
  }
  return undefined;
};

/** How it ended, unless it goes on: it was handled, or parked. */
const handOne = async (consumer: BatchConsumer, event: Delivered, retries: number) => {
  for (let failures = 1; ; failures++) {
    try {
      await consumer.handleBatch([event]);
      return undefined;
    } catch (error) {
      const answer = await consumer.onFailure(error, referenceTo(event), failures);
      if (answer === 'park') return undefined;
      if (answer === 'halt') return 'halted';
      if (failures > retries) return 'gave up';
    }
  }
};

/** Long enough to be killed in the middle of. */
export const KILLED_HISTORY = longHistory(40, 60);
