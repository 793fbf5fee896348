// Appends and deletions against one log. Invariants: each append is decided against all appends before it, durable or not
// (I3), and answered when it is durable (I1); readers see `committed` only.
import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { decideAppend, type Expected } from '../semantics/append-decision';
import {
  isMetastream,
  METADATA_TYPE,
  metastreamOf,
  originalOf,
  SOFT_DELETE_DATA,
  TOMBSTONE_TYPE,
} from '../semantics/metadata';
import type { CommittedState } from '../storage/committed-state';
import { realDisk } from '../storage/disk';
import { type EventId, eventId } from '../storage/event-id';
import { NONE, TOMBSTONE } from '../storage/event-index';
import { ignoreFaultPoints } from '../storage/fault-points';
import { encodeFrame } from '../storage/frame';
import { type Lock, lockDir } from '../storage/lock';
import type { Log } from '../storage/log';
import { LogTail } from '../storage/log-tail';
import type { PlacedEvent } from '../storage/record';
import { type Recovered, recover } from '../storage/recovery';
import { Snapshots } from '../storage/snapshots';
import { type Batch, Writer } from '../storage/writer';
import type { AppendOutcome, AppendRequest } from './append-request';
import { Arrivals } from './arrivals';
import { LinkStreams } from './link-streams';
import { Records } from './records';
import { Staged } from './staged';
import type { StoreOptions } from './store-options';
import { StreamView } from './stream-view';
import { undeletion } from './undeletion';

const SEGMENT_BYTES = 128 * 2 ** 20;
const CACHE_BYTES = 64 * 2 ** 20;
const SNAPSHOT_EVERY = 100_000;

/** An event was to be put where it does not follow on what is here. */
export class CannotFollow extends Error {
  override readonly name = 'CannotFollow';
}

/** The event store without its network: what is answered here is durable, and what is read was answered. */
export class Store {
  readonly committed: CommittedState;
  readonly log: Log;
  readonly records: Records;
  readonly links: LinkStreams;
  readonly arrivals = new Arrivals();
  readonly writer: Writer;
  readonly now: () => number;
  readonly #staged = new Staged();
  readonly #tail: LogTail;
  readonly #snapshots: Snapshots;
  readonly #lock: Lock;

  /** Throws `StoreLocked`, `DamagedLog`, or what the disk says. */
  static async open(options: StoreOptions): Promise<Store> {
    const { dir, disk = realDisk, say = () => undefined } = options;
    await disk.makeDir(dir);
    await disk.syncDir(dirname(dir)).catch(() => undefined);
    let durableEnd = () => 0;
    const lock = await (options.lock ?? lockDir)(dir, () => durableEnd());
    try {
      const trusting = options.planted?.skipChecksums ?? false;
      const { segmentBytes = SEGMENT_BYTES, snapshotEvery: every = SNAPSHOT_EVERY } = options;
      const recovered = await recover({ disk, dir, say, trusting, every, segmentBytes });
      durableEnd = () => recovered.log.end;
      return new Store(options, recovered, lock);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  private constructor(options: StoreOptions, { committed, log, parts, unsaved }: Recovered, lock: Lock) {
    const {
      dir,
      disk = realDisk,
      at = ignoreFaultPoints,
      say = () => undefined,
      planted,
      now = () => Date.now(),
    } = options;
    this.now = now;
    this.committed = committed;
    this.log = log;
    this.#lock = lock;
    // Half for what was written last, half for what is read again and again.
    const half = Math.floor((options.cacheBytes ?? CACHE_BYTES) / 2);
    this.#tail = new LogTail(half);
    this.records = new Records(committed.index, log, this.#tail, half);
    this.links = new LinkStreams(committed.index, this.records);
    this.#snapshots = new Snapshots({ disk, dir, at, say }, committed, parts, unsaved);
    this.writer = new Writer({
      log,
      at,
      say,
      segmentBytes: options.segmentBytes ?? SEGMENT_BYTES,
      ...(planted?.commitOrder ? { order: planted.commitOrder } : {}),
      bytesOf: ({ start, end }) => this.#tail.pieces(start, end),
      index: (batch) => this.#index(batch),
      publish: ({ frames }) => this.arrivals.notify(streamsOf(frames)),
      between: (rolled) => this.#snapshots.consider(log.end, rolled),
      rollBack: () => {
        this.#staged.forget();
        this.#tail.rewind(log.end);
      },
    });
  }

  /** Resolves when the answer is durable. Rejects with `StoreUnavailable`: then nothing is known to be written. */
  async append({ stream, expected, events }: AppendRequest): Promise<AppendOutcome> {
    this.writer.assertWritable();
    const view = new StreamView(stream, this.committed, this.#staged);
    const decision = decideAppend(
      view,
      expected,
      events.map(({ id }) => id),
    );
    switch (decision.do) {
      case 'write': {
        const created = ticks(this.now());
        // Named one by one: a spread of each event is the dearest line of an append.
        const placed = events.map(({ id, type, isJson, metadata, data }, i) => {
          return { id, type, isJson, metadata, data, created, stream, revision: view.last + 1 + i };
        });
        const undeleted = this.#undeletion(view, stream, placed);
        const position = await this.#write(undeleted === undefined ? placed : [...placed, undeleted], placed.length);
        return { is: 'done', revision: view.last + placed.length, position };
      }
      case 'confirm': {
        const position = view.shownPositionOf(decision.revision);
        return this.#afterWhatItRestsOn(view, { is: 'done', revision: decision.revision, position });
      }
      case 'nothing': {
        // It has a place in the log all the same, which no reader is shown; and it brings a deleted stream back.
        const undeleted = this.#undeletion(view, stream, []);
        const position = await this.#write(undeleted === undefined ? [] : [undeleted], 0);
        return { is: 'done', revision: view.last, position };
      }
      case 'refuse':
        return this.#afterWhatItRestsOn(view, refusal(decision.because, view));
    }
  }

  /** Soft: metadata that hides the stream. Hard: a tombstone, after which the name is never used again. */
  async remove(stream: string, expected: Expected, how: 'soft' | 'hard'): Promise<AppendOutcome> {
    this.writer.assertWritable();
    const view = new StreamView(stream, this.committed, this.#staged);
    const id = freshId();
    const decision = decideAppend(view, expected, [id]);
    if (decision.do === 'refuse') return this.#afterWhatItRestsOn(view, refusal(decision.because, view));
    const event = { id, created: ticks(this.now()), metadata: EMPTY };
    if (how === 'hard') {
      const tombstone = { ...event, stream, revision: TOMBSTONE, type: TOMBSTONE_TYPE, isJson: false, data: EMPTY };
      return { is: 'done', revision: TOMBSTONE, position: await this.#write([tombstone], 1) };
    }
    if (view.last < 0 && !view.hasMetadata)
      return this.#afterWhatItRestsOn(view, { is: 'wrong-revision', current: -1 });
    const place = { stream: metastreamOf(stream), revision: view.metastreamLast + 1 };
    const deletion = { ...event, ...place, type: METADATA_TYPE, isJson: true, data: SOFT_DELETE_DATA };
    return { is: 'done', revision: place.revision, position: await this.#write([deletion], 1) };
  }

  /** Whether this very event stands at its revision. */
  holds({ stream, revision, id }: PlacedEvent): boolean {
    const { index } = this.committed;
    const number = index.streams.find(stream);
    if (revision === TOMBSTONE) return index.isTombstoned(number);
    const ordinal = number < 0 ? NONE : index.at(number, revision);
    return ordinal !== NONE && index.hasId(ordinal, id);
  }

  /** Writes events as one append, as they were elsewhere. Rejects with `CannotFollow` where a revision does not follow. */
  async restore(events: readonly PlacedEvent[]): Promise<void> {
    this.writer.assertWritable();
    const lasts = new Map<string, number>();
    for (const { stream, revision } of events) {
      const view = new StreamView(stream, this.committed, this.#staged);
      const last = lasts.get(stream) ?? (view.isTombstoned ? TOMBSTONE : view.last);
      if (last === TOMBSTONE || (revision !== last + 1 && revision !== TOMBSTONE))
        throw new CannotFollow(
          `${stream}@${revision} cannot follow: this store is at ${last === TOMBSTONE ? 'its tombstone' : `revision ${last}`}. Nothing of that append was written.`,
        );
      lasts.set(stream, revision);
    }
    await this.#write(events, events.length);
  }

  /** Finishes what is on its way, saves the index, lets go of the directory. */
  async close(): Promise<void> {
    await this.writer.idle();
    await this.#snapshots.finish(this.log.end);
    await this.log.close();
    await this.#lock.release();
  }

  #undeletion(view: StreamView, stream: string, placed: readonly PlacedEvent[]): PlacedEvent | undefined {
    const deleted = isMetastream(stream) ? new StreamView(originalOf(stream), this.committed, this.#staged) : view;
    if (!deleted.isSoftDeleted) return undefined;
    return undeletion(deleted, stream, placed, { id: freshId(), created: ticks(this.now()) });
  }

  /** Answers the position of the `count`th event once all of them are durable; for none, that of the append itself. */
  async #write(events: readonly PlacedEvent[], count: number): Promise<number> {
    const { position, batch } = this.writer.next;
    const frame = encodeFrame(events, position, batch, (length) => this.#tail.reserve(position, length));
    const durable = this.writer.stage(frame);
    this.#staged.add(frame);
    await durable;
    return position + (frame.starts[count - 1] ?? 0);
  }

  // An answer that rests on what is not durable yet waits for it, and fails with it.
  async #afterWhatItRestsOn(view: StreamView, outcome: AppendOutcome): Promise<AppendOutcome> {
    if (view.isStaged) await this.writer.settled();
    return outcome;
  }

  #index({ frames, end }: Batch): void {
    for (const { position, events, starts } of frames) {
      for (const [i, event] of events.entries()) this.committed.add(event, position + (starts[i] as number));
    }
    this.#staged.settle(frames, end);
    this.#tail.trim(end);
  }
}

const EMPTY = Buffer.alloc(0);
const ticks = (now: number): string => `${now}0000`;
const freshId = (): EventId => eventId(randomUUID()) as EventId;

const refusal = (because: 'deleted' | 'wrong-revision', { last }: StreamView): AppendOutcome =>
  because === 'deleted' ? { is: 'deleted' } : { is: 'wrong-revision', current: last };

const streamsOf = (frames: Batch['frames']): Set<string> => {
  const streams = new Set<string>();
  for (const { events } of frames) for (const { stream } of events) streams.add(stream);
  return streams;
};
