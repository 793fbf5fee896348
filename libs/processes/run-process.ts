// A process manager, declared as a consumer: every event that concerns a ticket drives it for that ticket, and so does a
// deadline that comes due. What it answers is a deadline. They decide nothing: lost, they are derived again from the
// events, and a process that is asked twice acts once.

import type { Log, Store } from '#event-store';
import { type Clock, iso, type ProcessManager, type ProcessOutcome } from '#kernel';
import type { ReadStore } from '#read-store';
import type { ConsumerDeclaration, TicketEvents } from './consumer';
import { runConsumer } from './run-consumer';
import type { RunningConsumer } from './work';

/** What a process runs on. */
export type Runtime = { readonly store: Store; readonly views: ReadStore; readonly clock: Clock; readonly log: Log };

/** When a ticket is looked at again that waits for something to come back, in case it never does. */
const ASKED_AGAIN_MS = 60_000;

/** Where it has read another store than this one, it throws `StoreMismatch`; or halts and looks again, where it `waits`. */
export const runProcess = (
  process: ProcessManager,
  { store, views: { deadlines }, clock, log }: Runtime,
  { waits = false }: { readonly waits?: boolean } = {},
): Promise<RunningConsumer> =>
  runConsumer(declared(process, clock), { store, deadlines, clock, log }, { mustMatch: !waits });

const declared = (process: ProcessManager, clock: Clock): ConsumerDeclaration => ({
  name: process.name,
  prefixes: process.prefixes,
  hasDeadlines: true,
  onFailure: 'park',
  handle: { ticket: (ticket) => handle(process, clock.now(), ticket) },
  ...(process.stop && { stop: () => process.stop?.() ?? Promise.resolve() }),
});

const handle = async (process: ProcessManager, now: number, { ticketId, events, parked }: TicketEvents) => {
  // A ticket that was parked hears what it may have missed before it is asked.
  if (parked) await process.handle(ticketId, now, events);
  const delivered = parked || events.length === 0 ? undefined : events;
  const outcome = await process.handle(ticketId, now, delivered);
  if (outcome === 'unchanged' && delivered) return undefined;
  const next = nextLook(outcome, now);
  if (!delivered && next !== undefined && next <= now) throw new NotMoving(ticketId, next);
  return { dueAt: next === undefined ? null : iso(next) };
};

const nextLook = (outcome: ProcessOutcome, now: number): number | undefined => {
  const { deadline, open } = outcome === 'unchanged' ? {} : outcome;
  return open ? Math.min(deadline ?? Number.POSITIVE_INFINITY, now + ASKED_AGAIN_MS) : deadline;
};

/** Looked at to the end of its streams, it came due again in the same instant: asked for ever, it would never move. */
class NotMoving extends Error {
  constructor(ticketId: string, due: number) {
    super(`Ticket ${ticketId} was due at ${iso(due)}, was looked at, and is due then again.`);
  }
}
