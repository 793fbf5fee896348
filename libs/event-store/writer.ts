// Appending. What is remembered after an append is what is certain: an acknowledged one stands as it was sent, behind the
// revision that it named, because its ids are nobody else's (ADR 35). Of one that was not answered nothing is remembered, and
// of one that is sent again after that only that the store is ahead; the next reader reads it.

import { randomUUID } from 'node:crypto';

import { type Appended, type ClaimContext, type Context, categoryOf, type LostRace, type Message } from '#kernel';
import { traced } from '#tracing';
import { claimOf } from './claims';
import type { Appender } from './client/append';
import type { DecodingContext } from './consume/lazy-event';
import { envelop, erases, hasPersonal, type Outgoing, stampAt } from './envelope/envelope';
import type { Provenance } from './envelope/stored';
import { StoreUnavailable } from './errors';
import type { FoldedStreams, Remembered } from './folded';
import type { DataKey } from './keys/keys';

/** ASCII, because the server says stream names in headers; the category and a hyphen come first. */
const STREAM = /^[A-Za-z][!-~]{0,199}$/;
const DOUBTED_MAX = 10_000;

type Rights = { readonly readOnly?: boolean; readonly soleWriter?: boolean };

/** Puts decisions into their envelopes, appends them, and remembers what is certain of the outcome. */
export class Writer {
  readonly #appender: Appender;
  readonly #folded: FoldedStreams;
  readonly #decoding: Pick<DecodingContext, 'catalogs' | 'keys'>;
  readonly #rights: Rights;
  /** Tells apart the same command, said to two processes: the store takes one of them, and refuses the other. */
  readonly #writer: string | undefined;
  readonly #inFlight = new Map<string, Promise<Appended | LostRace>>();
  /** Commands whose append was never answered: what the store then holds of them may not be what we last sent. */
  readonly #doubted = new Set<string>();

  constructor(
    appender: Appender,
    folded: FoldedStreams,
    decoding: Pick<DecodingContext, 'catalogs' | 'keys'>,
    rights: Rights,
  ) {
    this.#appender = appender;
    this.#folded = folded;
    this.#decoding = decoding;
    this.#rights = rights;
    this.#writer = rights.soleWriter ? undefined : randomUUID();
  }

  /** See `Store.append`. */
  async append(
    stream: string,
    expectedRevision: number,
    events: readonly Message[],
    context: Context & Provenance,
  ): Promise<Appended | LostRace> {
    if (this.#rights.readOnly) throw new TypeError(`The store was opened to read; nothing is appended to ${stream}.`);
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
    const attempt = `${stream} ${context.commandId}`;
    const twin = this.#inFlight.get(attempt);
    if (twin !== undefined) return twin.then<LostRace, LostRace>(lost, lost);
    const appending = traced(`append ${categoryOf(stream)}`, { attributes: { 'faultline.stream': stream } }, () =>
      this.#append(stream, expectedRevision, events, context, attempt),
    );
    this.#inFlight.set(attempt, appending);
    return appending.finally(() => this.#inFlight.delete(attempt));
  }

  /** See `EventStore.claim`. Nothing of it is remembered: one key is used once, and the store tells a retry by its id. */
  async claim(context: ClaimContext): Promise<'ours' | 'taken'> {
    return (await this.#appender.append(claimOf(context))) === 'lost-race' ? 'taken' : 'ours';
  }

  /** When every append that was begun has come to an end, whichever. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#inFlight.values());
  }

  async #append(
    stream: string,
    expectedRevision: number,
    events: readonly Message[],
    context: Context & Provenance,
    attempt: string,
  ): Promise<Appended | LostRace> {
    const { catalogs } = this.#decoding;
    const remembered = this.#folded.of(stream);
    const key = hasPersonal(catalogs, stream, events) ? await this.#keyOf(remembered) : undefined;
    const outgoing = envelop(
      catalogs,
      stream,
      events,
      { ...context, writer: this.#writer },
      key,
      remembered.lastRecordedAt,
    );
    try {
      const answer = await this.#appender.append({ stream, expectedRevision, events: outgoing });
      if (answer !== 'lost-race') this.#remember(stream, expectedRevision, answer, outgoing, attempt);
      return answer;
    } catch (error) {
      if (error instanceof StoreUnavailable) this.#doubt(stream, attempt);
      throw error;
    }
  }

  /** The key of the stream's subject; a new one where it has none yet, or where its own was destroyed. */
  async #keyOf(remembered: Remembered): Promise<DataKey> {
    const { keys } = this.#decoding;
    const known = remembered.keyId === undefined ? undefined : keys.find(remembered.keyId);
    if (known !== undefined && known !== 'destroyed') return known;
    const key = await keys.take();
    remembered.keyId = key.id;
    remembered.opened.add(key.id);
    return key;
  }

  #remember(
    stream: string,
    expectedRevision: number,
    { revision, position: commit }: Appended,
    outgoing: readonly Outgoing[],
    attempt: string,
  ): void {
    const isOurs = !this.#doubted.has(attempt) && revision === expectedRevision + outgoing.length;
    const recorded = outgoing.map(({ event, eventId, metadata }, i) => ({
      event,
      stamp: stampAt(expectedRevision + 1 + i, eventId, metadata),
      ...(commit !== undefined && { position: { commit } }),
    }));
    if (isOurs) this.#folded.appended(stream, expectedRevision, recorded);
    else this.#folded.know(stream, revision);
    if (outgoing.some(({ type }) => erases(this.#decoding.catalogs, stream, type)))
      this.#folded.needsNewKey(stream, revision);
  }

  #doubt(stream: string, attempt: string): void {
    this.#folded.forget(stream);
    const [oldest] = this.#doubted;
    if (this.#doubted.size >= DOUBTED_MAX && oldest !== undefined) this.#doubted.delete(oldest);
    this.#doubted.add(attempt);
  }
}

const lost = (): LostRace => 'lost-race';
