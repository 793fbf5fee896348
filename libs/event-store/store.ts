// The adapter: decoding, reading, appending and subscribing meet here; each is a file of its own beside or below.
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import {
  type AnyFold,
  type Appended,
  type Context,
  type Engine,
  EngineMonitor,
  type EventStore,
  type Freshness,
  type Loaded,
  type LostRace,
  type Message,
} from '#kernel';
import { catalogsOf } from './catalogs';
import { Appender } from './client/append';
import { type Backlog, backlogOf, endOf } from './client/backlog';
import { outsideCommand, untilCommandDeadline } from './client/command-deadline';
import { type Connections, connectBoth } from './client/connection';
import { contextOf } from './client/context';
import { namesWith } from './client/names';
import { oldestKeyId } from './client/oldest-key';
import { Reader } from './client/read';
import { type AllPage, readAllFrom } from './client/read-all';
import type { StoreClientContext } from './client/retry';
import { watchBoth } from './client/watch';
import { watchPositions } from './consume/beyond-end';
import { CatchUpSubscription } from './consume/catch-up-subscription';
import type { Checkpoint, Position } from './consume/checkpoint';
import type { Consumer, Consumption } from './consume/consumer';
import { ConsumerRun } from './consume/consumer-run';
import { type DecodingContext, delivered, LazyEvent } from './consume/lazy-event';
import type { From } from './consume/position-order';
import { SharedSubscription } from './consume/shared-subscription';
import { verifyCheckpoint } from './consume/verify-checkpoint';
import type { Delivered, Provenance } from './envelope/stored';
import { eraseBefore } from './erase-before';
import { StoreUnavailable } from './errors';
import { FoldedStreams } from './folded';
import { type HistoryEntry, historyEntry } from './history';
import { checkKeyFile } from './key-file-check';
import { readEpoch, readOrBegin } from './meta';
import { inspectStore, refusalOf } from './opening';
import type { StoreOptions } from './options';
import { readTail } from './read-tail';
import { StreamQueue } from './stream-queue';
import { Writer } from './writer';

/** The event store, spoken to through the one client of this process. */
export class Store implements EventStore, Engine {
  readonly #options: StoreOptions;
  readonly #connections: Connections;
  readonly #writer: Writer;
  readonly #tails: Reader; // for what commands wait for
  readonly #reader: Reader; // for whole histories
  readonly #folded: FoldedStreams;
  readonly #shared: SharedSubscription;
  readonly #consuming = new Set<ConsumerRun>();
  readonly #context: StoreClientContext;
  readonly #bulk: StoreClientContext;
  readonly #mismatchMs: number;
  readonly #closing = new AbortController();
  #decoding: DecodingContext;

  private constructor(options: StoreOptions, connections: Connections) {
    const { prefix = '', appendsInFlight = 128, cache, keys } = options;
    const catalogs = catalogsOf(options.catalogs);
    this.#options = options;
    this.#decoding = { names: namesWith(prefix), catalogs, keys, epoch: '' };
    this.#connections = connections;
    this.#mismatchMs = options.patience?.mismatchMs ?? (options.soleWriter ? 0 : 30_000);
    const { names } = this.#decoding;
    const context = contextOf(connections.commands, names, options);
    this.#context = context;
    this.#bulk = contextOf(connections.bulk, names, options, context.monitor);
    this.#tails = new Reader(context, 16);
    this.#reader = new Reader(this.#bulk, 2);
    this.#folded = new FoldedStreams(
      (stream, from, take) =>
        readTail(stream, from, take, { reader: this.#tails, folded: this.#folded, decoding: this.#decoding }),
      (keyId) => keys.find(keyId) === 'destroyed',
      cache,
    );
    this.#writer = new Writer(new Appender(context, appendsInFlight), this.#folded, this.#decoding, options);
    this.#shared = new SharedSubscription(this.#subscribe, this.#lazyEventOf);
  }

  /** See `openStore`. */
  static async open(options: StoreOptions): Promise<Store> {
    const connections = connectBoth(options.url, options.loopbackUser);
    const { address } = connections.commands;
    try {
      const store = new Store(options, connections);
      for (const warning of address.warnings) options.log?.warn({}, warning);
      // Until it is open, one sentence says why it is not; the monitor's lines are for outages.
      const monitor = new EngineMonitor('event-store', { now: Date.now });
      const { version } = await inspectStore({ ...store.#context, monitor });
      store.#context.monitor.answered();
      store.#context.monitor.note('version', version);
      const epoch = await readOrBegin(store, options.provider, options.readOnly ?? false);
      store.#decoding = { ...store.#decoding, epoch };
      await checkKeyFile(store, () => oldestKeyId(connections.commands, store.#decoding), options);
      return store;
    } catch (error) {
      await connections.release().catch(() => {}); // the first error is the one that matters
      throw refusalOf(error, address.user !== undefined);
    }
  }

  /** Which life of which store this is (`faultline-meta`), as it was when it was opened; `epochNow` reads it. */
  get epoch(): string {
    return this.#decoding.epoch;
  }
  readonly epochNow = () => readEpoch(this);

  load<S>(stream: string, fold: AnyFold<S>, freshness: Freshness = 'latest'): Promise<Loaded<S>> {
    const loading = outsideCommand(() =>
      freshness === 'cached' ? this.#folded.cached(stream, fold) : this.#folded.latest(stream, fold),
    );
    return untilCommandDeadline(
      loading,
      () =>
        new StoreUnavailable(`Reading ${stream} took longer than whoever commands it may wait. Nothing was changed.`),
    );
  }

  /**
   * As the kernel says. Besides: throws `event.unstorable` on what JSON cannot hold or the store does not take,
   * `StoreBusy` where too much is waiting, `StoreUnavailable` where the outcome is not known.
   */
  append(
    stream: string,
    expectedRevision: number,
    events: readonly Message[],
    context: Context & Provenance,
  ): Promise<Appended | LostRace> {
    return this.#writer.append(stream, expectedRevision, events, context);
  }

  /** As the kernel says. Throws `StoreBusy` where too many wait, or where its turn does not come in time. */
  readonly inTurn = new StreamQueue().inTurn;
  readonly claim: EventStore['claim'] = (context) => this.#writer.claim(context);

  async read(stream: string, from = 0): Promise<readonly Delivered[]> {
    const events: Delivered[] = [];
    for await (const event of this.#reader.read(stream, from)) events.push(delivered(event, this.#decoding));
    return events;
  }

  /** The events of a stream as they are stored, from revision `from`, at most `max`; none if there is no such stream. */
  async history(
    stream: string,
    { from = 0, max }: { from?: number; max?: number } = {},
  ): Promise<readonly HistoryEntry[]> {
    const entries: HistoryEntry[] = [];
    for await (const event of this.#reader.read(stream, from, max)) entries.push(historyEntry(event, this.#decoding));
    return entries;
  }

  /** What lies behind a position of `$all`, as it is stored, at most `max` events: for the notary. */
  readonly all = (from: Position | 'start', max: number): Promise<AllPage> => readAllFrom(this.#bulk, from, max);

  /**
   * Destroys the keys of all that was sealed of a stream's subject, in whichever stream, before the event at `revision`.
   * `categories`: of which streams, all unless said. What was sealed later stays. Throws where the key file lacks a key.
   */
  readonly eraseBefore = (stream: string, revision: number, categories?: readonly string[]): Promise<void> =>
    eraseBefore(stream, revision, this.#reader, this.#decoding, categories);

  /** Reads the checkpoint's event back. Throws `StoreMismatch` where this store is not the one and stays so for a while. */
  verifyCheckpoint(checkpoint: Checkpoint): Promise<void> {
    return verifyCheckpoint(checkpoint, {
      eventAt: async (stream, revision) => (await this.#tails.page(stream, revision, 1))[0],
      epochNow: this.epochNow,
      epoch: this.epoch,
      believedAfterMs: this.#mismatchMs,
      signal: this.#closing.signal,
      log: this.#options.log,
    });
  }

  /** Hands a consumer everything after its checkpoint, in order, for ever. All consumers share one subscription. */
  consume(consumer: Consumer): Consumption {
    const consuming = new ConsumerRun(consumer, {
      shared: this.#shared,
      alone: this.#subscribe,
      lazyEventOf: this.#lazyEventOf,
      verify: (checkpoint) => this.verifyCheckpoint(checkpoint),
      log: this.#options.log,
    });
    this.#consuming.add(consuming);
    void consuming.done.then(() => this.#consuming.delete(consuming));
    return consuming;
  }

  /** How much of these streams lies behind a checkpoint; no more than `max` (1,000) events are looked at. For a lag. */
  readonly backlog = (from: Checkpoint | 'start', prefixes: readonly string[], max = 1_000): Promise<Backlog> =>
    backlogOf(this.#bulk, { from, prefixes, max });

  /** The position of the last event in the store. */
  readonly end = (): Promise<Position | undefined> => endOf(this.#context);

  /** What is known of the store without asking it: of the last exchange, and of the probe where `watch` was called. */
  get health() {
    return this.#context.monitor.health;
  }

  /** Keeps `health` up to date by asking the store, and looks after the consumers, until it is closed. */
  async watch(): Promise<void> {
    const { signal } = this.#closing;
    await Promise.all([
      watchBoth(this.#context, this.#bulk, signal),
      watchPositions(
        () => [...this.#consuming],
        () => this.end(),
        this.#options.log,
        signal,
      ),
    ]);
  }

  /** Stops the consumers, lets appends in flight finish, and lets go of the client. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#consuming].map((consuming) => consuming.stop()));
    await this.#writer.settled();
    await this.#connections.release();
  }

  readonly #lazyEventOf = (event: AllStreamRecordedEvent): LazyEvent => new LazyEvent(event, this.#decoding);

  readonly #subscribe = (from: From, prefixes: readonly string[], onLost?: () => void): CatchUpSubscription =>
    new CatchUpSubscription({
      client: this.#bulk.connection.client,
      ready: this.#bulk.connection.ready,
      requiresLeader: this.#context.requiresLeader,
      prefixes: prefixes.map((prefix) => this.#decoding.names.inStore(prefix)),
      from,
      verify: (last) => this.verifyCheckpoint(this.#lazyEventOf(last).checkpoint),
      ...(onLost && { onLost }),
      log: this.#options.log,
    });
}

/**
 * Connects, and reads or writes `faultline-meta`. Throws `StoreMismatch` where the store is another provider's or of a
 * newer format, `StoreUnavailable` where nobody answers.
 */
export const openStore = (options: StoreOptions): Promise<Store> => Store.open(options);
