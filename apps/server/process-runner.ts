// Runs a process on what is recorded and on what comes due. Every event that concerns a ticket drives the process for
// that ticket; what it answers is put on the agenda, in one transaction with how far it has read. The agenda decides
// nothing: lost, it is made anew from the events, and a process that is asked twice acts once.

import type { Answer, Checkpoint, Consumption, Delivered, Log, Place, Store } from '#event-store';
import { UnreadableEvent } from '#event-store';
import type { Clock } from '#identity';
import { ImpossibleHistory, iso, type Process } from '#kernel';
import type { ReadStore } from '#read-store';

/** How often the agenda is asked for what came due. */
const TICK_MS = 500;
/** How long a checkpoint may lag behind where nothing else is to be saved: what is delivered again does no harm. */
const CHECKPOINT_MS = 250;
/** How many tickets of one batch are driven at once. */
const AT_ONCE = 32;
const BATCH_MAX = 200;

export type Running = {
  readonly process: string;
  readonly consumption: Consumption;
  /** Lets the act at hand finish. */
  stop(): Promise<void>;
};

type Runtime = { readonly store: Store; readonly views: ReadStore; readonly clock: Clock; readonly log: Log };
type Due = { key: string; dueAt: string | null };

const ticketOf = (stream: string) => stream.slice(stream.indexOf('-') + 1);

const byTicket = (batch: readonly Delivered[]): Map<string, Delivered[]> => {
  const tickets = new Map<string, Delivered[]>();
  for (const delivered of batch) {
    const ticketId = ticketOf(delivered.stream);
    const own = tickets.get(ticketId);
    if (own) own.push(delivered);
    else tickets.set(ticketId, [delivered]);
  }
  return tickets;
};

/** Drives one ticket after the other, `AT_ONCE` abreast; the first failure ends it. */
const abreast = async <T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> => {
  const queue = items.values();
  const lane = async () => {
    for (const item of queue) await act(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane));
};

export const runProcess = async (process: Process, { store, views, clock, log }: Runtime): Promise<Running> => {
  const { agenda } = views;
  const drive = async (ticketId: string, delivered?: readonly Delivered[]): Promise<Due | undefined> => {
    const driven = await process.drive(ticketId, clock.now(), delivered);
    if (driven === 'unchanged') return undefined;
    return { key: ticketId, dueAt: driven.deadline === undefined ? null : iso(driven.deadline) };
  };
  const from = await agenda.checkpoint(process.name);
  if (from !== 'start') await store.verifyCheckpoint(from);

  // How far it has read without anything to put on the agenda, until that is worth a transaction of its own.
  let unsaved: Checkpoint | undefined;
  let savedAt = performance.now();
  const save = async (due: readonly Due[], checkpoint: Checkpoint | undefined): Promise<void> => {
    unsaved = checkpoint ?? unsaved;
    if (due.length === 0 && (checkpoint === undefined || performance.now() - savedAt < CHECKPOINT_MS)) return;
    await agenda.save(process.name, { due, ...(checkpoint && { checkpoint }) });
    if (unsaved === checkpoint) unsaved = undefined;
    savedAt = performance.now();
  };

  const consumption = store.consume({
    name: process.name,
    prefixes: process.prefixes,
    from,
    batchMax: BATCH_MAX,
    async handleBatch(batch) {
      const due: Due[] = [];
      await abreast([...byTicket(batch)], async ([ticketId, delivered]) => {
        const next = await drive(ticketId, delivered);
        if (next) due.push(next);
      });
      await save(due, batch.at(-1)?.checkpoint);
    },
    onFailure: (error, place, attempt) => answerTo(error, place, attempt, process, log),
  });

  const passTime = async (): Promise<void> => {
    await save([], unsaved);
    for (;;) {
      const due = await agenda.dueBy(process.name, iso(clock.now()), BATCH_MAX);
      if (due.length === 0) return;
      const next: Due[] = [];
      await abreast(due, async ({ key }) => {
        next.push((await drive(key)) ?? { key, dueAt: null });
      });
      await agenda.save(process.name, { due: next });
    }
  };
  let stopped = false;
  let timer: NodeJS.Timeout;
  let ticking = Promise.resolve();
  const tick = () => {
    ticking = passTime().catch((error) =>
      log.error({ process: process.name, error: String(error) }, 'deadlines could not be looked at; trying again'),
    );
    void ticking.then(() => {
      if (!stopped) timer = setTimeout(tick, TICK_MS);
    });
  };
  tick();

  return {
    process: process.name,
    consumption,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.all([consumption.stop(), ticking]);
      if (unsaved) await agenda.save(process.name, { checkpoint: unsaved });
    },
  };
};

/** What cannot be read is never passed over: the process stands still and says where. All else is tried again. */
const answerTo = (error: unknown, place: Place, attempt: number, { name }: Process, log: Log): Answer => {
  const { stream, revision, type } = place;
  const fields = { process: name, stream, revision, event: type, attempt, error: String(error) };
  if (error instanceof UnreadableEvent || error instanceof ImpossibleHistory) {
    log.error(fields, 'process halted: it cannot read this event. Deploy a build that can, or repair the ticket');
    return 'halt';
  }
  log.warn(fields, 'process failed on this event; it is tried again');
  return 'retry';
};
