// A declared consumer at work: what is new of each ticket is handed over, and what came of it is saved with the checkpoint
// in one transaction, after the work (I8). A ticket that cannot be handled is parked, where that is declared: nothing of
// it is passed over, and no other waits for it.

import type { BatchConsumer, Checkpoint, Delivered, EventReference, FailureAction } from '#event-store';
import { iso, subjectOf } from '#kernel';
import type { DeadlineChanges, ParkedTicket } from '#read-store';
import { traced } from '#tracing';
import { abreast } from './abreast';
import type { ConsumerDeclaration, ConsumerRuntime, TicketEvents, TicketOutcome } from './consumer';
import { faultOf, isAboutTicket, reasonOf } from './failures';
import { changesIn, inOrder } from './outcomes';
import { ParkedKeys } from './parked-keys';
import type { InTurn, Work } from './work';

/** How long a checkpoint may lag behind where nothing else is to be saved: what is delivered again does no harm. */
const CHECKPOINT_MS = 250;
const BATCH_MAX = 200;
const AT_ONCE = 32;

const WAY_OUT =
  'All that lies in the read store is made anew from the events. To go on with this event store, stop every server, ' +
  'remove views.sqlite from DATA_DIR (or name an empty database in DATABASE_URL), and start again.';

export class DeclaredWork implements Work {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly haltedMessage = 'consumer halted; it looks again every 30 s. GET /stuck says what to do';
  readonly wayOut = WAY_OUT;
  readonly #declaration: ConsumerDeclaration;
  readonly #runtime: ConsumerRuntime;
  readonly #parked: ParkedKeys;
  /** How far it has come without anything else to save, until that is worth a transaction of its own. */
  #unsaved: Checkpoint | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;
  #stopped = false;
  /** Handled, and what came of it is not saved yet. Handed over once more, a process says that nothing has changed. */
  readonly #inDoubt = new Set<string>();

  constructor(declaration: ConsumerDeclaration, runtime: ConsumerRuntime) {
    const { name, prefixes, retryAfterMs } = declaration;
    this.name = name;
    this.prefixes = prefixes;
    this.#declaration = declaration;
    this.#runtime = runtime;
    const load = () => runtime.deadlines.parked(name);
    this.#parked = new ParkedKeys({ name, load, retryAfterMs, log: runtime.log });
  }

  async begin(): Promise<{ consumer: BatchConsumer }> {
    const { name, prefixes, batchMax = BATCH_MAX } = this.#declaration;
    await this.#parked.load();
    this.#unsaved = undefined;
    return {
      consumer: {
        name,
        prefixes,
        batchMax,
        from: await this.#runtime.deadlines.checkpoint(name),
        handleBatch: (batch) => this.#handleBatch(batch),
        onPassed: (to) => this.#save({}, to),
        onFailure: (error, place, attempt) => this.#answer(error, place, attempt),
      },
    };
  }

  ended = async () => 'halted' as const;
  parked = (): number => this.#parked.count;
  trouble = (): string | undefined => this.#declaration.trouble?.();

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#declaration.stop?.();
  }

  async settle(): Promise<void> {
    if (this.#unsaved) await this.#save({}, this.#unsaved);
  }

  async tick(inTurn: InTurn): Promise<void> {
    await inTurn(() => this.#save({}, this.#unsaved));
    if (this.#declaration.hasDeadlines) while (!this.#stopped && (await inTurn(() => this.#handleDue())));
    await inTurn(() => this.#retryParked());
  }

  async #handleBatch(batch: readonly Delivered[]): Promise<void> {
    const at = this.#now();
    if (this.#parkedTooMany) throw new Error('Nothing more is handed over.');
    const tickets = [...Map.groupBy(batch, ({ stream }) => subjectOf(stream))];
    const free = tickets
      .filter(([ticketId]) => !this.#parked.has(ticketId))
      .map(([ticketId, events]) => ({ ticketId, events }));
    const waiting = tickets
      .filter(([key]) => this.#parked.has(key))
      .map(([key, { length: events }]) => ({ key, at, events, revision: this.#parked.revisionOf(key) }));
    const again = free.filter(({ ticketId }) => this.#inDoubt.has(ticketId));
    for (const { ticketId } of free) this.#inDoubt.add(ticketId);
    const outcomes = await this.#handle(free);
    await this.#save({ ...changesIn([...outcomes, ...this.#unsaid(again, outcomes)], at), waiting }, last(batch));
    for (const { ticketId } of free) this.#inDoubt.delete(ticketId);
  }

  /** Those of which a first answer may be lost are looked at again. */
  #unsaid(again: readonly TicketEvents[], outcomes: readonly TicketOutcome[]): readonly TicketOutcome[] {
    if (!this.#declaration.hasDeadlines) return [];
    const reported = new Set(outcomes.map(({ ticketId }) => ticketId));
    return again
      .filter(({ ticketId }) => !reported.has(ticketId))
      .map(({ ticketId }) => ({ ticketId, dueAt: this.#now() }));
  }

  async #handle(tickets: readonly TicketEvents[]): Promise<readonly TicketOutcome[]> {
    const { handle } = this.#declaration;
    if (tickets.length === 0) return [];
    if ('batch' in handle) return handle.batch(tickets);
    const outcomes: TicketOutcome[] = [];
    await abreast(handle.atOnce ?? AT_ONCE, tickets, async (ticket) => {
      const about = {
        kind: 'consumer',
        attributes: { 'faultline.ticket': ticket.ticketId },
        after: ticket.events.at(-1)?.stamp.traceparent,
      } as const;
      const outcome = await this.#orParked(ticket.ticketId, () =>
        traced(this.name, about, () => handle.ticket(ticket)),
      );
      if (outcome) outcomes.push({ ...outcome, ticketId: ticket.ticketId });
    });
    return outcomes;
  }

  /** What a ticket is to blame for parks it, if that is declared. */
  async #orParked<T>(
    ticketId: string,
    act: () => Promise<T>,
  ): Promise<T | { ticketId: string; parked: { reason: string } }> {
    try {
      return await act();
    } catch (error) {
      if (this.#declaration.onFailure !== 'park' || !isAboutTicket(error)) throw error;
      return { ticketId, parked: { reason: reasonOf(error) } };
    }
  }

  /** False where nothing is due any more. */
  async #handleDue(): Promise<boolean> {
    const at = this.#now();
    const due = await this.#runtime.deadlines.dueBy(this.name, at, BATCH_MAX);
    if (due.length === 0) return false;
    const versions = new Map(due.map(({ key, version }) => [key, version]));
    const outcomes = await this.#handle(
      due.map(({ key: ticketId, version: dueVersion = 0 }) => ({ ticketId, events: [], dueVersion })),
    );
    await this.#save(changesIn(outcomes, at, versions), undefined);
    return true;
  }

  async #retryParked(): Promise<void> {
    const turns = await this.#parked.due();
    if (turns.length === 0 || this.#stopped) return;
    const at = this.#now();
    const readAgain: TicketEvents[] = [];
    const unread: TicketOutcome[] = [];
    await abreast(AT_ONCE, turns, async (parked) => {
      const read = await this.#readAgain(parked).catch((error: unknown) => {
        if (!isAboutTicket(error)) throw error;
        return { ticketId: parked.key, parked: { reason: reasonOf(error) } };
      });
      if ('events' in read) readAgain.push(read);
      else unread.push(read);
    });
    const changes = changesIn([...unread, ...(await this.#handle(readAgain))], at);
    const versions = new Map(turns.map(({ key, version }) => [key, version]));
    const inVain = changes.parked.map((one) => ({ ...one, version: versions.get(one.key) ?? -1 }));
    const released = turns.filter(({ key }) => !inVain.some((one) => one.key === key));
    await this.#save({ due: changes.due, parked: inVain, released }, undefined);
    for (const { key: ticket, since } of released)
      this.#runtime.log.info({ consumer: this.name, ticket, since }, 'parked ticket goes on');
    await this.#parked.load();
  }

  /** In the order of the store: what it has handled already, it passes over. */
  async #readAgain(parked: ParkedTicket): Promise<TicketEvents> {
    const { prefixes, resumesAtFailure } = this.#declaration;
    const from = resumesAtFailure ? parked.revision : 0;
    const streams = await Promise.all(
      prefixes.map((prefix) => this.#runtime.store.read(`${prefix}${parked.key}`, from)),
    );
    return { ticketId: parked.key, events: inOrder(streams.flat()), parked };
  }

  async #save(
    { due = [], parked = [], waiting = [], released = [] }: DeadlineChanges,
    checkpoint: Checkpoint | undefined,
  ): Promise<void> {
    const isEmpty = due.length + parked.length + waiting.length + released.length === 0;
    const isEarly = !this.#stopped && performance.now() - this.#savedAt < CHECKPOINT_MS;
    if (isEmpty && (checkpoint === undefined || isEarly)) {
      this.#unsaved = checkpoint ?? this.#unsaved;
      return;
    }
    await this.#runtime.deadlines.save(this.name, {
      due,
      parked,
      waiting,
      released,
      ...(checkpoint && { checkpoint }),
    });
    this.#parked.parked(parked);
    if (checkpoint !== undefined) this.#unsaved = undefined;
    this.#savedAt = performance.now();
  }

  async #answer(error: unknown, place: EventReference, attempt: number): Promise<FailureAction> {
    const { onFailure, parkedMax } = this.#declaration;
    if (this.#parkedTooMany) throw new Error(`More than ${parkedMax} tickets are parked. Last: ${reasonOf(error)}`);
    const fault = faultOf(error);
    if (fault === 'engine' || this.#stopped) return 'retry';
    if (fault === 'mismatch' || onFailure === 'halt') return 'halt';
    if (fault === 'unreadable' && onFailure === 'park') return this.#parkAt(error, place);
    const { stream, revision, type } = place;
    this.#runtime.log.warn(
      { consumer: this.name, stream, revision, event: type, attempt, error: reasonOf(error) },
      'consumer failed on this event; it is tried again',
    );
    return 'retry';
  }

  async #parkAt(error: unknown, place: EventReference): Promise<FailureAction> {
    const parked = [{ key: subjectOf(place.stream), at: this.#now(), reason: reasonOf(error), place }];
    return this.#save({ parked }, place.checkpoint).then(
      () => 'park',
      () => 'retry', // nothing is noted yet
    );
  }

  get #parkedTooMany(): boolean {
    return this.parked() > (this.#declaration.parkedMax ?? Number.POSITIVE_INFINITY);
  }

  #now(): string {
    return iso(this.#runtime.clock.now());
  }
}

const last = (batch: readonly Delivered[]): Checkpoint | undefined => batch.at(-1)?.checkpoint;
