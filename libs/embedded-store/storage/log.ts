// The log as one run of bytes over its segments. Invariant: everything before `end` is durable and never changes (I1).
import { join } from 'node:path';
import { type Disk, type DiskFile, writeAll } from './disk';
import { StoreUnavailable } from './errors';
import { Reserve } from './reserve';
import { encodeSegmentHead, SEGMENT_HEAD, type SegmentHead, segmentName } from './segment';
import { writeSegmentCount } from './segment-count';

const CHUNK = 2 ** 20;

export type Segment = {
  readonly number: number;
  readonly base: number;
  readonly name: string;
  readonly file: DiskFile;
};

/** `segmentBytes`: how large a segment may grow. */
export type LogFiles = { readonly dir: string; readonly disk: Disk; readonly segmentBytes: number };

/** The segments of an opened log, as one run of bytes. Positions are offsets in it: the heads of files do not count. */
export class Log {
  readonly storeId: string;
  /** The durable end. Nothing behind it is ever read. */
  end: number;
  readonly segments: Segment[];
  readonly #files: LogFiles;
  #reserve: Reserve;

  constructor(files: LogFiles, storeId: string, segments: Segment[], end: number) {
    this.#files = files;
    this.storeId = storeId;
    this.segments = segments;
    this.end = end;
    this.#reserve = this.#reserved();
  }

  get last(): Segment {
    return this.segments.at(-1) as Segment;
  }

  /** Writes pieces behind each other at `position`, the end; not durable yet. */
  async write(pieces: readonly Buffer[], position: number): Promise<void> {
    let at = position - this.last.base + SEGMENT_HEAD;
    await this.#reserve.before(pieces.reduce((sum, { length }) => sum + length, at));
    for (const piece of pieces) {
      await writeAll(this.last.file, piece, at);
      at += piece.length;
    }
  }

  /** Makes what was written durable, up to `end`. */
  async sync(end: number): Promise<void> {
    await this.last.file.datasync();
    this.#reserve.ahead(end - this.last.base + SEGMENT_HEAD);
  }

  /** Writes what stands in the last segment from a position on once more, in place, and makes it durable. */
  async rewriteTail(from: number): Promise<void> {
    const { file, base } = this.last;
    const end = this.end - base + SEGMENT_HEAD;
    for (let at = from > base ? from - base + SEGMENT_HEAD : 0; at < end; ) {
      const bytes = Buffer.allocUnsafeSlow(Math.min(CHUNK, end - at));
      await file.read(bytes, at);
      await writeAll(file, bytes, at);
      at += bytes.length;
    }
    await file.datasync();
  }

  /** Forgets what was written, or reserved, behind the durable end. */
  truncateTail(): Promise<void> {
    return this.#reserve.cutBack(this.end - this.last.base + SEGMENT_HEAD);
  }

  /** Begins a new segment at the end: durable, with its name and counted, before anything is written into it. */
  async roll(created: () => void): Promise<void> {
    await this.#trim();
    const number = (this.segments.at(-1)?.number ?? 0) + 1;
    const head = { number, base: this.end, storeId: this.storeId };
    const file = await createSegment(this.#files, head);
    created();
    await this.#count(head, file);
    this.segments.push({ number, base: this.end, name: segmentName(number), file });
    this.#reserve = this.#reserved();
  }

  // Without its entry in the count the segment is not begun: the log may go on where it was. The empty file stays, in case
  // the entry was made after all: a counted segment that is not there would be taken for lost.
  async #count({ number: segments, base, storeId }: SegmentHead, file: DiskFile): Promise<void> {
    const { disk, dir } = this.#files;
    try {
      await writeSegmentCount(disk, dir, { storeId, segments, base });
    } catch (error) {
      await file.close().catch(() => undefined);
      throw error;
    }
  }

  // A segment that is finished is as long as what is in it: so the next one can be seen to follow on it.
  #trim(): Promise<void> {
    return this.#reserve.trim(this.end - this.last.base + SEGMENT_HEAD);
  }

  #reserved(): Reserve {
    const { file, base } = this.last;
    return new Reserve(file, this.end - base + SEGMENT_HEAD, this.#files.segmentBytes + SEGMENT_HEAD);
  }

  /** The bytes from `position` on: all that were asked for, or fewer where the segment ends. */
  async read(position: number, length: number): Promise<Buffer> {
    const which = this.#segmentAt(position);
    const segment = this.segments[which] as Segment;
    const end = this.segments[which + 1]?.base ?? this.end;
    const bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(length, end - position)));
    const read = await segment.file.read(bytes, position - segment.base + SEGMENT_HEAD);
    if (read === bytes.length) return bytes;
    throw new StoreUnavailable(
      `${segment.name} ends before log position ${position + length}, though it was longer: was it changed from outside?`,
    );
  }

  placeOf(position: number): string {
    const segment = this.segments[this.#segmentAt(position)] as Segment;
    return `${segment.name} at byte ${position - segment.base + SEGMENT_HEAD}`;
  }

  /** The segment in which a position lies. */
  segmentAt(position: number): Segment {
    return this.segments[this.#segmentAt(position)] as Segment;
  }

  #segmentAt(position: number): number {
    let [low, high] = [0, this.segments.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.segments[middle] as Segment).base <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Lets go of the files as they are: the log cannot be opened. */
  async abandon(): Promise<void> {
    await Promise.all(this.segments.map(({ file }) => file.close()));
  }

  async close(): Promise<void> {
    await this.#trim().catch(() => undefined); // if it cannot be now, the next start does it
    await Promise.all(this.segments.map(({ file }) => file.close()));
  }
}

export const createSegment = async ({ disk, dir }: LogFiles, head: SegmentHead): Promise<DiskFile> => {
  const file = await disk.open(join(dir, segmentName(head.number)), 'create');
  try {
    await writeAll(file, encodeSegmentHead(head), 0);
    await file.datasync();
    await disk.syncDir(dir);
    return file;
  } catch (error) {
    // What was begun is nobody's: the log may go on where it was, and this would stand behind it.
    await file.close().catch(() => undefined);
    await disk.remove(join(dir, segmentName(head.number))).catch(() => undefined);
    throw error;
  }
};
