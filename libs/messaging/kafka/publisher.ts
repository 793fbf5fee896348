// The publisher: it copies what is in public-<ticketId> to a topic, in order, and remembers how far it has come only
// after Kafka has said that it has it. It may be killed between any two lines and run twice at once: then some messages
// are in the topic twice, each the same as before, and none is missing or before its time.

import {
  type Checkpoint,
  type Consumption,
  type Delivered,
  type EventReference,
  type FailureAction,
  UnreadableEvent,
} from '#event-store';
import { isEngineAway, iso } from '#kernel';
import type { DeadlineChanges } from '#read-store';
import { type Item, type Refused, Stopped } from './delivery';
import { PARKED_MAX, ParkedTickets, together } from './parked';
import { PublisherHalt } from './publisher-halt';
import type { PublisherOptions, PublisherStatus } from './publisher-options';

const PREFIX = 'public-';
const BATCH_MAX = 500;
/** How long a checkpoint may lag behind: what is sent again after a crash is a copy. */
const CHECKPOINT_MS = 250;
const RETRY_MS = 60_000;
const TICK_MS = 500;

export class Publisher {
  readonly prefixes = [PREFIX];
  readonly #options: PublisherOptions;
  readonly #parked: ParkedTickets;
  readonly #halt: PublisherHalt;
  #consumption: Consumption | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #inHand: Delivered | undefined;
  #unsaved: Checkpoint | undefined;
  #savedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  private constructor(options: PublisherOptions) {
    this.#options = options;
    this.#parked = new ParkedTickets(options.deadlines, options.name);
    this.#halt = new PublisherHalt(options);
  }

  /** Begins where its checkpoint is. Kafka need not be there; throws where the read store is not. */
  static async start(options: PublisherOptions): Promise<Publisher> {
    const publisher = new Publisher(options);
    await publisher.#begin();
    return publisher;
  }

  get name(): string {
    return this.#options.name;
  }
  get checkpoint(): Checkpoint | 'start' {
    return this.#consumption?.checkpoint ?? 'start';
  }
  get state(): PublisherStatus['state'] {
    const state = this.#consumption?.state ?? 'behind';
    const isOver = state === 'halted' || state === 'stopped';
    return this.#options.delivery.trouble !== undefined && !isOver ? 'waiting' : state;
  }

  status(): PublisherStatus {
    const { clock, delivery } = this.#options;
    const since = this.#inHand && Date.parse(this.#inHand.stamp.recordedAt);
    const problem = this.#halt.reason ?? delivery.trouble;
    return {
      state: this.state,
      lagSeconds: since === undefined ? 0 : Math.max(0, Math.round((clock.now() - since) / 1000)),
      parked: this.#parked.count,
      ...(problem !== undefined && { problem }),
    };
  }

  /** The tickets that wait, and for what. */
  parked(): readonly Refused[] {
    return this.#parked.all();
  }

  /** Lets a send at hand finish or fail, and remembers how far it came. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#halt.stop();
    const stopping = this.#consumption?.stop();
    this.#options.delivery.stop();
    // A send that hangs ends when its connection does.
    await Promise.all([stopping, this.#turn, this.#options.letGo?.()]);
    if (this.#unsaved) await this.#save([], this.#unsaved);
  }

  async #begin(): Promise<void> {
    const { delivery, log } = this.#options;
    await this.#consume();
    // A topic that is not as it must be is found now, and not with the first event.
    delivery.prepare().catch((error) => error instanceof Stopped || log.error({ error: String(error) }, 'publisher'));
    this.#tick();
  }

  async #consume(): Promise<void> {
    const { name, store, deadlines } = this.#options;
    await this.#parked.reload();
    await this.#halt.release();
    this.#consumption = store.consume({
      name,
      prefixes: this.prefixes,
      from: await deadlines.checkpoint(name),
      batchMax: BATCH_MAX,
      handleBatch: (batch) => this.#inTurn(() => this.#publish(batch)),
      onFailure: (error, place) => this.#inTurn(() => this.#answer(error, place)),
    });
    void this.#consumption.done.then((ending) => {
      if (ending.how === 'halted') this.#halt.by(ending.error, () => this.#consume());
    });
  }

  async #publish(batch: readonly Delivered[]): Promise<void> {
    const { onStep, afterwards } = this.#options;
    this.#inHand = batch[0];
    onStep?.('handed-over');
    const notes: DeadlineChanges[] = [];
    const items = this.#items(batch, notes);
    const refused = await this.#options.delivery.deliver(items);
    onStep?.('acknowledged');
    await afterwards?.(batch);
    notes.push(...refused.map((one) => this.#park(one)));
    await this.#save(notes, batch.at(-1)?.checkpoint);
    this.#inHand = undefined;
  }

  /** What is to go out; a ticket that cannot is parked, and `notes` say so. */
  #items(batch: readonly Delivered[], notes: DeadlineChanges[]): readonly Item[] {
    const items: Item[] = [];
    for (const delivered of batch) {
      const ticketId = delivered.stream.slice(PREFIX.length);
      const { revision } = delivered.stamp;
      if (this.#parked.has(ticketId)) notes.push(this.#parked.again(ticketId, this.#now()));
      else
        try {
          items.push(this.#options.outgoing(delivered));
        } catch (error) {
          notes.push(this.#park({ ticketId, revision, reason: String(error) }));
        }
    }
    return items;
  }

  #park(refused: Refused): DeadlineChanges {
    const { name, log } = this.#options;
    log.error({ publisher: name, ...refused }, 'ticket parked: nothing more of it goes out until this event does');
    return this.#parked.park(refused, this.#now(), this.#nextTry());
  }

  async #answer(error: unknown, place: EventReference): Promise<FailureAction> {
    const { stream, revision, checkpoint } = place;
    if (this.#parked.count > PARKED_MAX) throw new Error(`More than ${PARKED_MAX} tickets are parked. Last: ${error}`);
    if (!(error instanceof UnreadableEvent)) return 'retry';
    const ticketId = stream.slice(PREFIX.length);
    const note = this.#park({ ticketId, revision, reason: error.message });
    return this.#save([note], checkpoint).then(
      () => 'park',
      () => 'retry', // nothing is noted yet
    );
  }

  /** How far it has read, at once where anything is to be noted with it, else now and then. */
  async #save(notes: readonly DeadlineChanges[], checkpoint: Checkpoint | undefined): Promise<void> {
    const { deadlines, name, onStep } = this.#options;
    const reached = checkpoint ?? this.#unsaved;
    if (notes.length === 0) {
      this.#unsaved = reached; // with something to note it is saved together with that, or not at all
      if (!this.#stopped && performance.now() - this.#savedAt < CHECKPOINT_MS) return;
    }
    await deadlines.save(name, { ...together(notes), ...(reached && { checkpoint: reached }) });
    this.#unsaved = undefined;
    this.#savedAt = performance.now();
    onStep?.(notes.length > 0 ? 'parked' : 'saved');
  }

  #tick(): void {
    this.#timer = setTimeout(async () => {
      try {
        await this.#inTurn(async () => {
          if (this.#unsaved) await this.#save([], undefined);
          await this.#retryParked();
        });
      } catch (error) {
        if (!(error instanceof Stopped || isEngineAway(error)))
          this.#options.log.warn({ error: String(error) }, 'parked tickets could not be looked at; trying again');
      }
      if (!this.#stopped) this.#tick();
    }, TICK_MS);
  }

  async #retryParked(): Promise<void> {
    if (this.#stopped || this.#parked.count === 0) return;
    await this.#parked.reload(); // another publisher may have been here, or somebody may have asked
    const due = this.#parked.dueBy(this.#now());
    for (const parked of due) await this.#retry(parked);
    if (due.length > 0) await this.#parked.reload(); // of one that went out, another may have passed over more meanwhile
  }

  async #retry({ ticketId, revision }: Refused): Promise<void> {
    const { deadlines, name, delivery, outgoing, afterwards, onStep, log } = this.#options;
    const rest = await this.#readable(ticketId, revision);
    if (typeof rest === 'string') {
      return deadlines.save(
        name,
        this.#parked.park({ ticketId, revision, reason: rest }, this.#now(), this.#nextTry()),
      );
    }
    const [refused] = await delivery.deliver(rest.map(outgoing));
    await afterwards?.(rest);
    const notes = [this.#parked.release(ticketId)];
    if (refused) notes.push(this.#parked.park(refused, this.#now(), this.#nextTry()));
    else log.info({ publisher: name, ticketId, from: revision }, 'parked ticket has gone out');
    await deadlines.save(name, together(notes));
    onStep?.('unparked');
  }

  /** The events that wait, if all of them can be sent; or why not. */
  async #readable(ticketId: string, revision: number): Promise<readonly Delivered[] | string> {
    try {
      const rest = await this.#options.store.read(`${PREFIX}${ticketId}`, revision);
      for (const delivered of rest) this.#options.outgoing(delivered);
      return rest;
    } catch (error) {
      if (isEngineAway(error)) throw error; // nothing is wrong with the ticket
      return String(error);
    }
  }

  #now(): string {
    return iso(this.#options.clock.now());
  }
  #nextTry(): string {
    return iso(this.#options.clock.now() + (this.#options.retryMs ?? RETRY_MS));
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(act);
    this.#turn = done.catch(() => {});
    return done;
  }
}
