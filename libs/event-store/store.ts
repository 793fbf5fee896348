import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import {
  type AnyFold,
  type Appended,
  type Context,
  type Engine,
  type EngineHealth,
  EngineMonitor,
  type EventStore,
  type Freshness,
  type Loaded,
  type LostRace,
  type Message,
} from '#kernel';
import { Appender } from './client/append';
import { type Backlog, backlogOf, endOf } from './client/backlog';
import { type Connection, connect } from './client/connection';
import { namesWith, storedOf } from './client/names';
import { oldestKeyId } from './client/oldest-key';
import { Reader } from './client/read';
import type { StoreClientContext } from './client/retry';
import { watchStore } from './client/watch';
import { CatchUpSubscription, type From } from './consume/catch-up-subscription';
import type { Checkpoint, Position } from './consume/checkpoint';
import type { Consumer, Consumption } from './consume/consumer';
import { ConsumerRun } from './consume/consumer-run';
import { type DecodingContext, delivered, LazyEvent } from './consume/lazy-event';
import { SharedSubscription } from './consume/shared-subscription';
import { checkCatalogs, erases } from './envelope/envelope';
import { keyIdsOf, subjectOf } from './envelope/sealing';
import type { Delivered, Provenance } from './envelope/stored';
import { StoreMismatch } from './errors';
import { FoldedStreams } from './folded';
import { type HistoryEntry, historyEntry } from './history';
import { checkKeyFile } from './key-file-check';
import { META_EVENTS, META_STREAM, readOrBegin } from './meta';
import type { StoreOptions } from './options';
import { Writer } from './writer';

/** The event store, spoken to through the one client of this process. */
export class Store implements EventStore, Engine {
  readonly #options: StoreOptions;
  readonly #connection: Connection;
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #folded: FoldedStreams;
  readonly #shared: SharedSubscription;
  readonly #consuming = new Set<ConsumerRun>();
  readonly #monitor: EngineMonitor;
  readonly #closing = new AbortController();
  #decoding: DecodingContext;

  private constructor(options: StoreOptions, connection: Connection) {
    const { prefix = '', appendsInFlight = 128, cache, patience, keys, log } = options;
    const catalogs = { ...options.catalogs, [META_STREAM]: META_EVENTS };
    checkCatalogs(catalogs);
    this.#options = options;
    this.#decoding = { names: namesWith(prefix), catalogs, keys, epoch: '' };
    this.#connection = connection;
    this.#monitor = new EngineMonitor('event-store', { now: Date.now, log });
    const context: StoreClientContext = {
      connection,
      names: this.#decoding.names,
      patience: { attemptMs: 5_000, totalMs: 15_000, ...patience },
      monitor: this.#monitor,
      log,
    };
    this.#reader = new Reader(context);
    this.#folded = new FoldedStreams(
      (stream, from, take) => this.#readTail(stream, from, take),
      (keyId) => keys.find(keyId) === 'destroyed',
      cache,
    );
    this.#writer = new Writer(new Appender(context, appendsInFlight), this.#folded, this.#decoding, options);
    const all = Object.keys(catalogs).map((category) => (category === META_STREAM ? category : `${category}-`));
    this.#shared = new SharedSubscription((from, onLost) => this.#subscribe(from, all, onLost), this.#lazyEventOf);
  }

  /** See `openStore`. */
  static async open(options: StoreOptions): Promise<Store> {
    const connection = connect(options.url);
    try {
      const store = new Store(options, connection);
      const epoch = await readOrBegin(store, options.provider, options.readOnly ?? false);
      store.#decoding = { ...store.#decoding, epoch };
      await checkKeyFile(store, () => oldestKeyId(connection.client, store.#decoding), options);
      return store;
    } catch (error) {
      await connection.release();
      throw error;
    }
  }

  /** Which life of which store this is (`faultline-meta`). */
  get epoch(): string {
    return this.#decoding.epoch;
  }

  load<S>(stream: string, fold: AnyFold<S>, freshness: Freshness = 'latest'): Promise<Loaded<S>> {
    return freshness === 'cached' ? this.#folded.guess(stream, fold) : this.#folded.tail(stream, fold);
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

  /**
   * Destroys the keys of all that was sealed of a stream's subject, in whichever stream, before the event at `revision`.
   * What was sealed later stays: said again at any time, it destroys the same. Throws where the key file lacks one.
   */
  async eraseBefore(stream: string, revision: number): Promise<void> {
    const [erasure] = await this.#reader.page(stream, revision, 1);
    const end = erasure?.position?.commit;
    if (end === undefined || Number(erasure?.revision) !== revision)
      throw new TypeError(`${stream}@${revision} is not there, so that nothing is erased before it.`);
    const subject = subjectOf(stream);
    const found = new Set<string>();
    for (const category of Object.keys(this.#options.catalogs))
      for await (const event of this.#reader.read(`${category}-${subject}`, 0))
        if ((event.position?.commit ?? -1n) < end)
          for (const keyId of keyIdsOf(storedOf(this.#decoding.names, event).data)) found.add(keyId);
    await this.#decoding.keys.destroy([...found]);
  }

  /** Reads the checkpoint's event back. Throws `StoreMismatch` where this store is not the one, or an older one. */
  async verifyCheckpoint({ epoch, stream, revision, eventId, commit }: Checkpoint): Promise<void> {
    const wayOut =
      'Connect to the store that the checkpoint is of, or discard the checkpoint and rebuild what it belongs to.';
    if (epoch !== this.epoch)
      throw new StoreMismatch(
        `The checkpoint is of a store with the epoch ${epoch}, and this one has ${this.epoch}. ${wayOut}`,
      );
    const [event] = await this.#reader.page(stream, revision, 1);
    if (
      event &&
      Number(event.revision) === revision &&
      event.id === eventId &&
      String(event.position?.commit) === commit
    )
      return;
    const found = event ? `another event stands there or it stands elsewhere` : 'there is no such event';
    throw new StoreMismatch(
      `The checkpoint says that ${stream}@${revision} is ${eventId} at position ${commit}; in this store ${found}. ` +
        `It may have been restored from an older backup, or moved. ${wayOut}`,
    );
  }

  /** Hands a consumer everything after its checkpoint, in order, for ever. All consumers share one subscription. */
  consume(consumer: Consumer): Consumption {
    const consuming = new ConsumerRun(consumer, {
      shared: this.#shared,
      alone: (from, prefixes) => this.#subscribe(from, prefixes),
      lazyEventOf: this.#lazyEventOf,
      verify: (checkpoint) => this.verifyCheckpoint(checkpoint),
      log: this.#options.log,
    });
    this.#consuming.add(consuming);
    void consuming.done.then(() => this.#consuming.delete(consuming));
    return consuming;
  }

  /** How much of these streams lies behind a checkpoint; no more than `max` (1,000) events are looked at. For a lag. */
  backlog(from: Checkpoint | 'start', prefixes: readonly string[], max = 1_000): Promise<Backlog> {
    return backlogOf(this.#connection.client, this.#decoding.names, { from, prefixes, max });
  }

  /** The position of the last event in the store. */
  end(): Promise<Position | undefined> {
    return endOf(this.#connection.client);
  }

  /** What is known of the store without asking it: of the last exchange, and of the probe where `watch` was called. */
  get health(): EngineHealth {
    return this.#monitor.health;
  }

  /** Keeps `health` up to date by asking the store, until it is closed. */
  watch(): Promise<void> {
    return watchStore(this.#monitor, () => this.end(), this.#closing.signal);
  }

  /** Stops the consumers, lets appends in flight finish, and lets go of the client. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#consuming].map((consuming) => consuming.stop()));
    await this.#writer.settled();
    await this.#connection.release();
  }

  async #readTail(stream: string, from: number, take: (recorded: Delivered) => void): Promise<void> {
    const { catalogs, keys } = this.#decoding;
    const remembered = this.#folded.of(stream);
    for await (const event of this.#reader.read(stream, from)) {
      const revision = Number(event.revision);
      const onKey = (keyId: string) => {
        if (keys.find(keyId) !== 'destroyed') remembered.opened.add(keyId);
        if (revision < remembered.keyRevision) return;
        remembered.keyRevision = revision;
        remembered.keyId = keyId;
      };
      const read = delivered(event, this.#decoding, onKey);
      take(read);
      if (erases(catalogs, stream, read.event.type)) this.#folded.needsNewKey(stream, revision);
    }
  }

  readonly #lazyEventOf = (event: AllStreamRecordedEvent): LazyEvent => new LazyEvent(event, this.#decoding);

  #subscribe(from: From, prefixes: readonly string[], onLost?: () => void): CatchUpSubscription {
    return new CatchUpSubscription({
      client: this.#connection.client,
      prefixes: prefixes.map((prefix) => this.#decoding.names.inStore(prefix)),
      from,
      verify: (last) => this.verifyCheckpoint(this.#lazyEventOf(last).reference().checkpoint),
      ...(onLost && { onLost }),
      log: this.#options.log,
    });
  }
}

/**
 * Connects, and reads or writes `faultline-meta`. Throws `StoreMismatch` where the store is another provider's or of a
 * newer format, `StoreUnavailable` where nobody answers.
 */
export const openStore = (options: StoreOptions): Promise<Store> => Store.open(options);
