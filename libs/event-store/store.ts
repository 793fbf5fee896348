import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import type { AnyFold, Appended, Context, EventStore, Freshness, Loaded, LostRace, Message } from '#kernel';
import { Appender } from './append';
import type { Checkpoint } from './checkpoint';
import { type Connection, connect } from './connection';
import type { Consumer, Consumption } from './consumer';
import { Consuming } from './consumption';
import { checkCatalogs, envelop, hasPersonal, type Outgoing, stampAt } from './envelope';
import { StoreMismatch, StoreUnavailable } from './errors';
import { FoldedStreams, type Remembered } from './folded';
import { type HistoryEntry, historyEntry } from './history';
import type { DataKey } from './keys';
import { META_EVENTS, META_STREAM, readOrBegin } from './meta';
import { namesWith } from './names';
import type { StoreOptions } from './options';
import type { Line } from './patience';
import { Reader } from './read';
import { Ring } from './ring';
import { delivered, type Reading, Slot } from './slot';
import { type From, Source } from './source';
import type { Delivered, Provenance } from './stored';

/** ASCII, because the server says stream names in headers; the category and a hyphen come first. */
const STREAM = /^[A-Za-z][!-~]{0,199}$/;
const DOUBTED_MAX = 10_000;

/** The event store, spoken to through the one client of this process. */
export class Store implements EventStore {
  readonly #options: StoreOptions;
  readonly #connection: Connection;
  readonly #appender: Appender;
  readonly #reader: Reader;
  readonly #folded: FoldedStreams;
  readonly #ring: Ring;
  readonly #consuming = new Set<Consuming>();
  readonly #inFlight = new Map<string, Promise<Appended | LostRace>>();
  /** Commands whose append was never answered: what the store then holds of them may not be what we last sent. */
  readonly #doubted = new Set<string>();
  #reading: Reading;

  private constructor(options: StoreOptions) {
    const { url, prefix = '', appendsInFlight = 128, cache, patience, keys, log } = options;
    const catalogs = { ...options.catalogs, [META_STREAM]: META_EVENTS };
    checkCatalogs(catalogs);
    this.#options = options;
    this.#reading = { names: namesWith(prefix), catalogs, keys, epoch: '' };
    this.#connection = connect(url);
    const line: Line = {
      connection: this.#connection,
      names: this.#reading.names,
      patience: { attemptMs: 5_000, totalMs: 15_000, ...patience },
      log,
    };
    this.#appender = new Appender(line, appendsInFlight);
    this.#reader = new Reader(line);
    this.#folded = new FoldedStreams((stream, from, take) => this.#readTail(stream, from, take), cache);
    const all = Object.keys(catalogs).map((category) => (category === META_STREAM ? category : `${category}-`));
    this.#ring = new Ring((from, onLost) => this.#source(from, all, onLost), this.#slotOf);
  }

  /** See `openStore`. */
  static async open(options: StoreOptions): Promise<Store> {
    const store = new Store(options);
    try {
      const epoch = await readOrBegin(store, options.provider, options.readOnly ?? false);
      store.#reading = { ...store.#reading, epoch };
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Which life of which store this is (`faultline-meta`). */
  get epoch(): string {
    return this.#reading.epoch;
  }

  load<S>(stream: string, fold: AnyFold<S>, freshness: Freshness = 'tail'): Promise<Loaded<S>> {
    return freshness === 'guess' ? this.#folded.guess(stream, fold) : this.#folded.tail(stream, fold);
  }

  /**
   * As the kernel says. Besides: throws `event.unstorable` on what JSON cannot hold or the store does not take,
   * `StoreBusy` where too much is waiting, `StoreUnavailable` where the outcome is not known.
   */
  async append(
    stream: string,
    expectedRevision: number,
    events: readonly Message[],
    context: Context & Provenance,
  ): Promise<Appended | LostRace> {
    if (this.#options.readOnly) throw new TypeError(`The store was opened to read; nothing is appended to ${stream}.`);
    if (!STREAM.test(stream))
      throw new TypeError(
        `'${stream}' is no name of a stream: a category, a hyphen and an id, in ASCII without spaces, 200 at most.`,
      );
    if (!(Number.isSafeInteger(expectedRevision) && expectedRevision >= -1))
      throw new TypeError(
        `An append to ${stream} expects revision ${expectedRevision}; name the one that was read, or -1.`,
      );
    if (events.length === 0)
      throw new TypeError(`An append to ${stream} has no events; there is nothing to expect of it.`);
    // The same command twice at once: the second one finds it done when it loads again.
    const said = `${stream} ${context.commandId}`;
    const twin = this.#inFlight.get(said);
    if (twin) return twin.then<LostRace, LostRace>(lost, lost);
    const appending = this.#append(stream, expectedRevision, events, context, said);
    this.#inFlight.set(said, appending);
    return appending.finally(() => this.#inFlight.delete(said));
  }

  async read(stream: string, from = 0): Promise<readonly Delivered[]> {
    const events: Delivered[] = [];
    for await (const event of this.#reader.read(stream, from)) events.push(delivered(event, this.#reading));
    return events;
  }

  /** The events of a stream as they are stored, from revision `from`, at most `max`; none if there is no such stream. */
  async history(
    stream: string,
    { from = 0, max }: { from?: number; max?: number } = {},
  ): Promise<readonly HistoryEntry[]> {
    const entries: HistoryEntry[] = [];
    for await (const event of this.#reader.read(stream, from, max)) entries.push(historyEntry(event, this.#reading));
    return entries;
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
    const consuming = new Consuming(consumer, {
      ring: this.#ring,
      alone: (from, prefixes) => this.#source(from, prefixes),
      slotOf: this.#slotOf,
      verify: (checkpoint) => this.verifyCheckpoint(checkpoint),
      log: this.#options.log,
    });
    this.#consuming.add(consuming);
    void consuming.done.then(() => this.#consuming.delete(consuming));
    return consuming;
  }

  /** Stops the consumers, lets appends in flight finish, and lets go of the client. */
  async close(): Promise<void> {
    await Promise.all([...this.#consuming].map((consuming) => consuming.stop()));
    await Promise.allSettled(this.#inFlight.values());
    await this.#connection.release();
  }

  async #append(
    stream: string,
    expectedRevision: number,
    events: readonly Message[],
    context: Context & Provenance,
    said: string,
  ): Promise<Appended | LostRace> {
    const { catalogs } = this.#reading;
    const remembered = this.#folded.of(stream);
    const key = hasPersonal(catalogs, stream, events) ? await this.#keyOf(remembered) : undefined;
    const outgoing = envelop(catalogs, stream, events, context, key, remembered.lastRecordedAt);
    try {
      const answer = await this.#appender.append({ stream, expectedRevision, events: outgoing });
      if (answer !== 'lost-race') this.#remember(stream, expectedRevision, answer.revision, outgoing, said);
      return answer;
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#doubt(stream, said);
      throw error;
    }
  }

  /** The key of the stream's subject; a new one where it has none yet, or where its own was destroyed. */
  async #keyOf(remembered: Remembered): Promise<DataKey> {
    const { keys } = this.#reading;
    const known = remembered.keyId === undefined ? undefined : keys.find(remembered.keyId);
    if (known !== undefined && known !== 'destroyed') return known;
    const key = await keys.take();
    remembered.keyId = key.id;
    return key;
  }

  #remember(
    stream: string,
    expectedRevision: number,
    revision: number,
    outgoing: readonly Outgoing[],
    said: string,
  ): void {
    // What is stored is what we sent only if nobody else can have sent the same command first.
    const isOurs =
      this.#options.soleWriter && !this.#doubted.has(said) && revision === expectedRevision + outgoing.length;
    const recorded = outgoing.map(({ event, eventId, metadata }, i) => ({
      event,
      stamp: stampAt(expectedRevision + 1 + i, eventId, metadata),
    }));
    if (isOurs) this.#folded.appended(stream, expectedRevision, recorded);
    else this.#folded.know(stream, revision);
  }

  #doubt(stream: string, said: string): void {
    this.#folded.forget(stream);
    const [oldest] = this.#doubted;
    if (this.#doubted.size >= DOUBTED_MAX && oldest !== undefined) this.#doubted.delete(oldest);
    this.#doubted.add(said);
  }

  async #readTail(stream: string, from: number, take: (recorded: Delivered) => void): Promise<void> {
    const remembered = this.#folded.of(stream);
    const onKey = (keyId: string) => {
      remembered.keyId = keyId;
    };
    for await (const event of this.#reader.read(stream, from)) take(delivered(event, this.#reading, onKey));
  }

  readonly #slotOf = (event: AllStreamRecordedEvent): Slot => new Slot(event, this.#reading);

  #source(from: From, prefixes: readonly string[], onLost?: () => void): Source {
    return new Source({
      client: this.#connection.client,
      prefixes: prefixes.map((prefix) => this.#reading.names.inStore(prefix)),
      from,
      verify: (last) => this.verifyCheckpoint(this.#slotOf(last).place().checkpoint),
      ...(onLost && { onLost }),
      log: this.#options.log,
    });
  }
}

const lost = (): LostRace => 'lost-race';

/**
 * Connects, and reads or writes `faultline-meta`. Throws `StoreMismatch` where the store is another provider's or of a
 * newer format, `StoreUnavailable` where nobody answers.
 */
export const openStore = (options: StoreOptions): Promise<Store> => Store.open(options);
