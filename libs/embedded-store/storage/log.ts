import { join } from 'node:path';
import { type Disk, type DiskFile, writeAll } from './disk';
import { StoreUnavailable } from './errors';
import { encodeSegmentHead, SEGMENT_HEAD, segmentName } from './segment';

const CHUNK = 2 ** 20;

export type Segment = {
  readonly number: number;
  readonly base: number;
  readonly name: string;
  readonly file: DiskFile;
};

/** The segments of an opened log, as one run of bytes. Positions are offsets in it: the heads of files do not count. */
export class Log {
  readonly storeId: string;
  /** The durable end. Nothing behind it is ever read. */
  end: number;
  readonly segments: Segment[];
  readonly #dir: string;
  readonly #disk: Disk;

  constructor(dir: string, disk: Disk, storeId: string, segments: Segment[], end: number) {
    this.#dir = dir;
    this.#disk = disk;
    this.storeId = storeId;
    this.segments = segments;
    this.end = end;
  }

  get last(): Segment {
    return this.segments.at(-1) as Segment;
  }

  /** Writes pieces behind each other at `position`, the end; not durable yet. */
  async write(pieces: readonly Buffer[], position: number): Promise<void> {
    let at = position - this.last.base + SEGMENT_HEAD;
    for (const piece of pieces) {
      await writeAll(this.last.file, piece, at);
      at += piece.length;
    }
  }

  sync(): Promise<void> {
    return this.last.file.datasync();
  }

  /** Writes what stands in the last segment from a position on once more, in place, and makes it durable. */
  async writeAgain(from: number): Promise<void> {
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

  /** Forgets what was written behind the durable end. */
  async cutBack(): Promise<void> {
    await this.last.file.truncate(this.end - this.last.base + SEGMENT_HEAD);
    await this.last.file.datasync();
  }

  /** Begins a new segment at the end: durable, with its name, before anything is written into it. */
  async roll(): Promise<void> {
    const number = (this.segments.at(-1)?.number ?? 0) + 1;
    const file = await createSegment(this.#disk, this.#dir, { number, base: this.end, storeId: this.storeId });
    this.segments.push({ number, base: this.end, name: segmentName(number), file });
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

  async close(): Promise<void> {
    await Promise.all(this.segments.map(({ file }) => file.close()));
  }
}

export const createSegment = async (
  disk: Disk,
  dir: string,
  head: { number: number; base: number; storeId: string },
): Promise<DiskFile> => {
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
