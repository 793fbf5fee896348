// How a consumer of the store is declared. A process, the Kafka publisher, a webhook: each is such a table; all else is
// the same for all of them, in checkpointed-consumer.ts.

import type { Delivered, Log, Store } from '#event-store';
import type { Clock } from '#kernel';
import type { DeadlineStore, ParkedTicket } from '#read-store';

/** What it runs on. */
export type ConsumerRuntime = {
  readonly store: Pick<Store, 'consume' | 'read' | 'verifyCheckpoint'>;
  readonly deadlines: DeadlineStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
};

/** The events of one ticket, in the order of the store. */
export type TicketEvents = {
  readonly ticketId: string;
  /** None where its deadline came due. */
  readonly events: readonly Delivered[];
  /** It was parked and is tried again: these are the events that wait, read again. */
  readonly parked?: ParkedTicket;
  /** The version of the deadline that came due. */
  readonly dueVersion?: number;
};

/** What became of a ticket; one that nothing is said of is done with. */
export type TicketOutcome = {
  readonly ticketId: string;
  /** When it is to be looked at again (ISO 8601, UTC); null for never. */
  readonly dueAt?: string | null;
  /** Why it is parked: nothing of it is handed over from `place` on until it is tried again. */
  readonly parked?: {
    readonly reason: string;
    readonly place?: { readonly stream: string; readonly revision: number };
  };
};

/**
 * `retry`: the event is handed over again, and holds up those behind it. `park`: its ticket waits, all others go on.
 * `halt`: the consumer stands still; it looks again every 30 s. An engine that does not answer is nobody's failure: it
 * is tried again, whatever is declared.
 */
export type OnFailure = 'retry' | 'park' | 'halt';

export type ConsumerDeclaration = {
  /** Under which its checkpoint, deadlines and parked tickets are kept, for ever. */
  readonly name: string;
  /** How the names of the streams begin that it reads. What stays in order is what follows: the ticket. */
  readonly prefixes: readonly string[];
  /** The checkpoint is saved after it: whatever was done since the last one is done again after a crash. */
  readonly handle: ByTicket | ByBatch;
  readonly onFailure: OnFailure;
  /** How long a parked ticket waits for its next attempt, after so many: 1 s, 2 s, 4 s … 10 min unless said. */
  readonly retryAfterMs?: (attempts: number) => number;
  /** A parked ticket is tried again with its events from the one that failed on, not with all that there are. */
  readonly resumesAtFailure?: true;
  /** Its outcomes have deadlines; the tickets that come due are handed over without events. */
  readonly hasDeadlines?: true;
  /** How many events are handed over at once (200). */
  readonly batchMax?: number;
  /** More parked tickets than that are no single tickets any more: it halts. */
  readonly parkedMax?: number;
  /** What stands between it and whom it sends to, in words, while something does. */
  readonly trouble?: () => string | undefined;
  /** Lets go of what `handle` waits for. */
  readonly stop?: () => Promise<void>;
};
/** One ticket at a time; `atOnce` (32) tickets abreast. What it throws is the ticket's failure. */
export type ByTicket = {
  readonly ticket: (events: TicketEvents) => Promise<Omit<TicketOutcome, 'ticketId'> | undefined>;
  readonly atOnce?: number;
};
/** All tickets of a batch, for whoever sends them together. */
export type ByBatch = { readonly batch: (tickets: readonly TicketEvents[]) => Promise<readonly TicketOutcome[]> };

/** How far a consumer is behind, as it knows from memory. */
export type Lag = {
  /** How many events it has at hand and has not handled. */
  readonly events: number;
  /** Present where there may be more that it has not been handed yet. */
  readonly orMore?: true;
  /** How long the oldest of them has waited, at most. */
  readonly ms: number;
  /** When the last event that it has handled was recorded. */
  readonly handledAt?: string;
};
