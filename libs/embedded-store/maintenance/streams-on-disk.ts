// A few streams out of a large log, whether a node has it open, crashed, or nobody has: by the saved index, and behind it by
// the log. What it answers has been checked; where anything is doubtful it does not answer, and the log is surveyed.
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type Disk, realDisk } from '../storage/disk';
import { wordsAt } from '../storage/event-id';
import { TOMBSTONE } from '../storage/event-index';
import { isSoundRecord, recordsOf } from '../storage/frame';
import { ownerOf } from '../storage/lock';
import { NameTable } from '../storage/name-table';
import { PartView, type RecordPlace } from '../storage/part-view';
import { FIRST_PART, startBehind } from '../storage/parts';
import { keysOf, parseRecord, type RecordKeys, recordLength, type StoredEvent, storedLength } from '../storage/record';
import { type Visit, walkFrames, zeroesFrom } from '../storage/scan';
import { SEGMENT_HEAD } from '../storage/segment';
import { readSegmentCount } from '../storage/segment-count';
import { isPartName, partName, readPart } from '../storage/snapshot';
import { segmentsIn } from './survey';
import type { SurveyedSegment } from './survey-findings';
import { checkHeads } from './survey-heads';

const IN_DOUBT = 'in doubt' as const;
type Placed = RecordPlace & { readonly wanted: number };

/** The streams of a log as it was when it was opened. */
export type StreamsOnDisk = {
  /** Every event of these streams, in the order of the log. */
  read(names: readonly string[]): readonly StoredEvent[] | typeof IN_DOUBT;
};

/**
 * Throws `CannotLook` where there is no store. 'in doubt': something beside the log, or at its end, is not as a running or
 * finished node leaves it; `survey` says what.
 */
export const streamsOnDisk = async (dir: string): Promise<StreamsOnDisk | typeof IN_DOUBT> => {
  const disk = realDisk;
  const names = await disk.list(dir).catch(() => []);
  // In this order: a part that is saved meanwhile never holds what the owner does not call durable afterwards.
  const parts = await partsIn(disk, dir, names).catch(() => IN_DOUBT);
  const owner = await ownerOf(dir).catch(() => undefined);
  const { storeId, segments, problems } = await checkHeads(disk, dir, await segmentsIn(disk, dir));
  const last = segments.at(-1);
  const isRunning = owner?.end !== undefined;
  if (parts === IN_DOUBT || problems.length > 0 || last === undefined) return IN_DOUBT;
  const indexed = parts.at(-1)?.head.end ?? 0;
  const limit = owner?.end ?? last.end;
  if (parts.some(({ head }) => head.storeId !== storeId) || indexed > limit || limit > last.end) return IN_DOUBT;
  const count = await readSegmentCount(disk, dir, names);
  if (count === 'unreadable') return IN_DOUBT;
  // A running store has looked for itself, and may write down a part or begin a segment while this reads.
  const isWhole = parts.length === names.filter(isPartName).length && (count?.segments ?? last.number) === last.number;
  if (!isRunning && !isWhole) return IN_DOUBT;
  const log = { dir, segments };
  if (!parts.every((part) => fits(log, part))) return IN_DOUBT;
  const tail = await tailOf(disk, log, indexed, { limit, isRunning });
  return tail === IN_DOUBT ? IN_DOUBT : { read: (wanted) => readStreams(log, parts, tail, [...new Set(wanted)]) };
};

/** The parts of the saved index, as far as there is no gap. */
const partsIn = async (disk: Disk, dir: string, names: readonly string[]): Promise<PartView[] | typeof IN_DOUBT> => {
  const parts: PartView[] = [];
  let start = FIRST_PART;
  while (names.includes(partName(start.ordinal))) {
    const part = await readPart(disk, dir, start.ordinal);
    if (part === undefined) return IN_DOUBT;
    const [head, body] = part;
    const follows = head.start === start.position && head.streams[0] === start.streams && head.types[0] === start.types;
    if (!follows) return IN_DOUBT;
    parts.push(new PartView(head, body));
    if (!head.full) break;
    start = startBehind(head);
  }
  return parts;
};

type Segments = { readonly dir: string; readonly segments: readonly SurveyedSegment[] };

/** Whether the log holds the last event of a part where the part says: it is the index of this log. */
const fits = (log: Segments, { last }: PartView): boolean => {
  if (last === undefined) return true;
  const reader = new RecordReader(log);
  try {
    const bytes = reader.read(last.place);
    return bytes !== undefined && wordsAt(bytes, keysOf(bytes, 0, newKeys()).id).every(isWordIn(last.id));
  } finally {
    reader.close();
  }
};

const isWordIn = (id: Buffer) => (word: number, i: number) => new Uint32Array(Uint8Array.from(id).buffer)[i] === word;
const newKeys = (): RecordKeys => ({ id: 0, nameStart: 0, nameEnd: 0, revision: 0, typeStart: 0, typeEnd: 0 });

/** What stands behind the saved index: the place of every event, and its stream. */
class Tail {
  readonly #names = new NameTable();
  readonly #streams: number[] = [];
  readonly #places: RecordPlace[] = [];
  readonly #keys = newKeys();

  readonly visit: Visit = (bytes, at, position, frame) => {
    for (const start of recordsOf(bytes, at, frame)) {
      const { nameStart, nameEnd, revision } = keysOf(bytes, start, this.#keys);
      const begin = position + start - at;
      this.#streams.push(this.#names.numberOf(bytes, nameStart, nameEnd));
      this.#places.push({ position: begin, end: begin + storedLength(recordLength(bytes, start)), revision });
    }
  };

  eventsOf(names: readonly string[]): Placed[] {
    const numbers = new Map(names.map((name, wanted) => [this.#names.find(name), wanted]));
    return this.#places.flatMap((place, event) => {
      const wanted = numbers.get(this.#streams[event] as number);
      return wanted === undefined ? [] : [{ ...place, wanted }];
    });
  }
}

const tailOf = async (
  disk: Disk,
  { dir, segments }: Segments,
  from: number,
  { limit, isRunning }: { readonly limit: number; readonly isRunning: boolean },
): Promise<Tail | typeof IN_DOUBT> => {
  const tail = new Tail();
  for (const segment of segments) {
    const [start, until] = [Math.max(segment.base, from), Math.min(segment.end, limit)];
    if (start >= until) continue;
    const file = await disk.open(join(dir, segment.name), 'read');
    try {
      const sound = await walkFrames(file, segment.base, start, tail.visit, { until });
      if (sound === until) continue;
      // Room for later appends, which nobody uses any more.
      const isRoom =
        !isRunning && segment === segments.at(-1) && (await zeroesFrom(file, segment.base, sound)) === sound;
      if (!isRoom) return IN_DOUBT;
    } finally {
      await file.close();
    }
  }
  return tail;
};

const readStreams = (
  log: Segments,
  parts: readonly PartView[],
  tail: Tail,
  names: readonly string[],
): readonly StoredEvent[] | typeof IN_DOUBT => {
  const wanted = new NameTable();
  for (const name of names) wanted.number(name);
  const streams = new Map<number, number>();
  const next = names.map(() => 0);
  const reader = new RecordReader(log);
  const places = function* (): Generator<Placed> {
    for (const part of parts) {
      for (const [stream, number] of part.newStreams(wanted)) streams.set(stream, number);
      if (streams.size > 0) yield* part.eventsOf(streams);
    }
    yield* tail.eventsOf(names);
  };
  try {
    const events: StoredEvent[] = [];
    for (const place of places()) {
      const bytes = reader.read(place);
      if (bytes === undefined) return IN_DOUBT;
      const event = parseRecord(bytes);
      const { wanted: which, position, revision } = place;
      const isIt = event.stream === names[which] && event.position === position && event.revision === revision;
      // A stream begins at 0 and leaves nothing out: what an index would hide is missed.
      if (!isIt || (revision !== TOMBSTONE && revision !== next[which])) return IN_DOUBT;
      next[which] = revision + 1;
      events.push(event);
    }
    return events;
  } finally {
    reader.close();
  }
};

/** Without waiting for another thread at each: a thousand events of a ticket lie in a thousand places. */
class RecordReader {
  readonly #log: Segments;
  readonly #open = new Map<string, number>();

  constructor(log: Segments) {
    this.#log = log;
  }

  /** Undefined where no sound record stands there. */
  read({ position, end }: RecordPlace): Buffer | undefined {
    const { dir, segments } = this.#log;
    const segment = segments.findLast(({ base }) => base <= position);
    if (segment === undefined || position >= segment.end) return undefined;
    const { name, base } = segment;
    const length = Math.min(end, segment.end) - position; // the next record may lie in the next segment
    const file = this.#open.get(name) ?? openSync(join(dir, name), 'r');
    this.#open.set(name, file);
    const bytes = Buffer.allocUnsafe(length);
    const read = readSync(file, bytes, 0, length, position - base + SEGMENT_HEAD);
    return read === length && isSoundRecord(bytes) ? bytes : undefined;
  }

  close(): void {
    for (const file of this.#open.values()) closeSync(file);
  }
}
