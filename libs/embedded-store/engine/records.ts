// From the index to the bytes of events. Invariant: what was read from the disk is served only if its own checksum is right.
import { LRUCache } from 'lru-cache';
import type { EventIndex } from '../storage/event-index';
import { isSoundRecord } from '../storage/frame';
import type { Log } from '../storage/log';
import type { LogTail } from '../storage/log-tail';
import { recordLength } from '../storage/record';

/** Records as far apart as this are read with one call. */
const GAP = 4096;
const RUN = 256 * 1024;
const PORTION = 2 ** 20;
/** An entry of the cache costs this beside the record. */
const OVERHEAD = 200;

/** A record that was read back is not what was written. It is not served. */
export class DamagedRecord extends Error {
  override readonly name = 'DamagedRecord';
}

/** Brings events by ordinal, in wire form, from memory or from the log; what comes from the log is checked first. */
export class Records {
  readonly #index: EventIndex;
  readonly #log: Log;
  readonly #tail: LogTail;
  readonly #readCache: LRUCache<number, Buffer>;

  constructor(index: EventIndex, log: Log, tail: LogTail, cacheBytes: number) {
    this.#index = index;
    this.#log = log;
    this.#tail = tail;
    this.#readCache = new LRUCache({
      maxSize: Math.max(1, cacheBytes),
      sizeCalculation: ({ length }) => length + OVERHEAD,
    });
  }

  /** `keep`: they are likely to be asked for again. A scan of everything would only push out what is. */
  async fetch(ordinals: readonly number[], keep: boolean): Promise<Buffer[]> {
    const records: Buffer[] = new Array(ordinals.length);
    const missing: number[] = [];
    ordinals.forEach((ordinal, i) => {
      const held = this.#inMemory(ordinal);
      if (held) records[i] = held;
      else missing.push(i);
    });
    if (missing.length === 0) return records;
    const byOrdinal = (a: number, b: number) => (ordinals[a] as number) - (ordinals[b] as number);
    missing.sort(byOrdinal);
    for (let i = 0; i < missing.length; ) {
      const run = this.#runFrom(missing, i, ordinals);
      await this.#read(missing.slice(i, run.next), ordinals, run, records, keep);
      i = run.next;
    }
    return records;
  }

  /** The same ordinals, in portions of about a megabyte: what is brought at once must fit into memory. */
  *portions(ordinals: readonly number[]): Generator<readonly number[]> {
    let [first, bytes] = [0, 0];
    for (const [i, ordinal] of ordinals.entries()) {
      bytes += this.#endOf(ordinal) - this.#index.positions.get(ordinal);
      if (bytes < PORTION) continue;
      yield ordinals.slice(first, i + 1);
      [first, bytes] = [i + 1, 0];
    }
    if (first < ordinals.length) yield ordinals.slice(first);
  }

  #inMemory(ordinal: number): Buffer | undefined {
    const newest = this.#tail.at(this.#index.positions.get(ordinal));
    return newest ? newest.subarray(0, recordLength(newest, 0)) : this.#readCache.get(ordinal);
  }

  #runFrom(missing: readonly number[], first: number, ordinals: readonly number[]) {
    const start = this.#index.positions.get(ordinals[missing[first] as number] as number);
    const segment = this.#log.segmentAt(start);
    let end = this.#endOf(ordinals[missing[first] as number] as number);
    let next = first + 1;
    for (; next < missing.length; next++) {
      const ordinal = ordinals[missing[next] as number] as number;
      const position = this.#index.positions.get(ordinal);
      if (position - end > GAP || position - start > RUN || this.#log.segmentAt(position) !== segment) break;
      end = this.#endOf(ordinal);
    }
    return { start, end, next };
  }

  /** Not before the end of this record: the next one begins there, or its frame does. */
  #endOf(ordinal: number): number {
    return ordinal + 1 < this.#index.count ? this.#index.positions.get(ordinal + 1) : this.#log.end;
  }

  async #read(
    wanted: readonly number[],
    ordinals: readonly number[],
    { start, end }: { start: number; end: number },
    into: Buffer[],
    keep: boolean,
  ): Promise<void> {
    const bytes = await this.#log.read(start, end - start);
    for (const i of wanted) {
      const ordinal = ordinals[i] as number;
      const position = this.#index.positions.get(ordinal);
      const stored = bytes.subarray(position - start);
      if (!isSoundRecord(stored))
        throw new DamagedRecord(
          `The event at log position ${position} (${this.#log.placeOf(position)}) is damaged on the disk. ` +
            "Run 'npm run -s store -- verify DIR' with the node stopped.",
        );
      const record = stored.subarray(0, recordLength(stored, 0));
      into[i] = record;
      // A copy: a kept record must not keep its neighbours.
      if (keep) this.#readCache.set(ordinal, Buffer.from(record));
    }
  }
}
