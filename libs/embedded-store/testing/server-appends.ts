import type { AppendOutcome, AppendRequest } from '../engine/append-request';
import type { ServedStore } from '../engine/served-store';
import { CallFailure, CODE } from '../protocol/failure';
import { ForwardedCall } from './forwarded-call';

/** How appends are answered, for as long as a test wants them so. */
export type AppendManners = {
  /** After so long the server gives an append up, though it may still be written. */
  readonly givesUpAfterMs: { readonly batch: number; readonly single: number };
  /** How long an append is on its way to the disk. */
  writesTakeMs: number;
};

/** ABORTED: a server's own time-out has this code over Append. */
const ABORTED = 10;
const timeouts = {
  batch: () => new CallFailure(CODE.DEADLINE_EXCEEDED, 'Operation timed out.'),
  single: () => new CallFailure(ABORTED, 'Operation timed out: Timeout.'),
};

/** Appends on their way, of all calls of one server: the ids by stream. */
export class AppendsInFlight {
  readonly #ids = new Map<string, Set<string>>();

  has({ stream, events: [first] }: AppendRequest): boolean {
    return first !== undefined && (this.#ids.get(stream)?.has(first.id.text) ?? false);
  }

  async during<T>({ stream, events }: AppendRequest, work: () => Promise<T>): Promise<T> {
    const ids = this.#ids.get(stream) ?? new Set();
    this.#ids.set(stream, ids);
    for (const { id } of events) ids.add(id.text);
    try {
      return await work();
    } finally {
      for (const { id } of events) ids.delete(id.text);
      if (ids.size === 0 && this.#ids.get(stream) === ids) this.#ids.delete(stream);
    }
  }
}

/**
 * A store whose appends are answered as a server's are: a repeat of one that is still in flight is dropped, and so is
 * one whose ids are all known and whose last stands two places or more before its first; both are answered by a time-out,
 * as is what takes too long.
 */
export const serverAppends = (
  store: ServedStore,
  inFlight: AppendsInFlight,
  kind: keyof typeof timeouts,
  manners: AppendManners,
): ServedStore =>
  withAppend(store, (request) => {
    const late = givenUp(manners.givesUpAfterMs[kind], timeouts[kind]);
    if (inFlight.has(request) || isTurnedAround(store, request)) return late.promise;
    const write = async (): Promise<AppendOutcome> => {
      if (manners.writesTakeMs > 0) await after(manners.writesTakeMs);
      return store.append(request);
    };
    return Promise.race([late.promise, inFlight.during(request, write)]).finally(late.cancel);
  });

/** The same store with other appends. */
export const withAppend = (store: ServedStore, append: ServedStore['append']): ServedStore => {
  const { committed, log, records, links, arrivals, writer, now } = store;
  return { committed, log, records, links, arrivals, writer, now, append, remove: (...call) => store.remove(...call) };
};

const isTurnedAround = (
  { committed: { index } }: ServedStore,
  { stream, expected, events }: AppendRequest,
): boolean => {
  if (expected !== 'any' && expected !== 'stream_exists') return false;
  const number = index.streams.find(stream);
  if (number < 0) return false;
  const places = events.map(({ id }) => index.byId(number, id));
  if (places.some((ordinal) => ordinal < 0)) return false;
  const revisions = places.map((ordinal) => index.revision.get(ordinal));
  return (revisions.at(-1) ?? 0) <= (revisions[0] ?? 0) - 2;
};

const after = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const givenUp = (milliseconds: number, error: () => CallFailure) => {
  let timer: NodeJS.Timeout | undefined;
  const promise = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(error()), milliseconds);
    timer.unref();
  });
  // Whoever has been answered meanwhile does not wait for it any more.
  promise.catch(() => undefined);
  return { promise, cancel: () => clearTimeout(timer) };
};

/** A BatchAppend that its client has half-closed: it never ends by itself, and no answer that was due arrives. */
export class ServerBatchAppend extends ForwardedCall {
  #isHalfClosed = false;

  protected override receiveEnd(): void {
    this.#isHalfClosed = true;
  }

  override send(message: Buffer): boolean {
    return this.#isHalfClosed || super.send(message);
  }

  override sendRecords(records: readonly Buffer[]): boolean {
    return this.#isHalfClosed || super.sendRecords(records);
  }
}
