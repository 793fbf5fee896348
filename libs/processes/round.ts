// One round of a process: every ticket of it is driven, and what each came to is saved to the deadline store at once.

import { type Delivered, type Log, type Store, StoreBusy, StoreMismatch } from '#event-store';
import { type Clock, isEngineAway, iso, type ProcessManager } from '#kernel';
import type { DeadlineChanges, ReadStore } from '#read-store';

/** What a process runs on. */
export type Runtime = { readonly store: Store; readonly views: ReadStore; readonly clock: Clock; readonly log: Log };

/** How many tickets are driven at once. */
const AT_ONCE = 32;
/** When a ticket is looked at again that waits for something to come back, in case it never does. */
const ASKED_AGAIN_MS = 60_000;

export type RoundTicket = {
  readonly key: string;
  readonly delivered?: readonly Delivered[];
  /** Tells what it may have missed, before it is asked. */
  readonly story?: () => Promise<readonly Delivered[]>;
  readonly version?: number;
};
type Round = { readonly [K in 'due' | 'parked']: NonNullable<DeadlineChanges[K]> };

/**
 * Drives tickets, many abreast. One that the process cannot go on with is parked, and holds up no other; a store that
 * does not answer is nobody's fault, and thrown.
 */
export const roundOf = async (
  process: ProcessManager,
  clock: Clock,
  tickets: readonly RoundTicket[],
): Promise<Round> => {
  const round = { due: [] as Round['due'][number][], parked: [] as Round['parked'][number][] };
  await abreast(tickets, async ({ key, delivered, story, version }) => {
    const at = clock.now();
    try {
      if (story) await process.handle(key, at, await story());
      const driven = await process.handle(key, at, delivered);
      if (driven === 'unchanged' && delivered) return;
      const { deadline, open } = driven === 'unchanged' ? {} : driven;
      const next = open ? Math.min(deadline ?? Number.POSITIVE_INFINITY, at + ASKED_AGAIN_MS) : deadline;
      if (!delivered && next !== undefined && next <= at) throw new NotMoving(key, next);
      round.due.push({ key, dueAt: next === undefined ? null : iso(next), ...(version !== undefined && { version }) });
    } catch (error) {
      if (isAboutEngine(error)) throw error;
      round.parked.push({ key, at: iso(at), reason: reasonOf(error) });
    }
  });
  return round;
};

/** What was delivered, by ticket. */
export const byTicket = (batch: readonly Delivered[]): readonly (RoundTicket & { delivered: readonly Delivered[] })[] =>
  [...Map.groupBy(batch, ({ stream }) => ticketOf(stream))].map(([key, delivered]) => ({ key, delivered }));

export const ticketOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

/** Looked at to the end of its streams, it came due again in the same instant: asked for ever, it would never move. */
class NotMoving extends Error {
  constructor(ticketId: string, due: number) {
    super(`Ticket ${ticketId} was due at ${iso(due)}, was looked at, and is due then again.`);
  }
}

const isAboutEngine = (error: unknown): boolean =>
  isEngineAway(error) || error instanceof StoreBusy || error instanceof StoreMismatch;

/** Whoever reads it decides what to do about it: which error it was, and what it says. */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

/** Lanes that each take the next one; the first failure ends it. */
const abreast = async <T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane));
};
