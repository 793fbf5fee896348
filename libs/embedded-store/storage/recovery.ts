import { join } from 'node:path';
import { DamagedLog } from './errors';
import { FRAME_HEAD, type FrameHead, recordsOf } from './frame';
import { Known } from './known';
import { createSegment, Log, type Place, type Segment } from './log';
import { FIRST_PART, type PartStart, Parts, startBehind } from './parts';
import { framesBehind, type Visit, walkFrames, zeroesFrom } from './scan';
import { newStoreId, readSegmentHead, SEGMENT_HEAD, segmentName, segmentNumber } from './segment';
import { isLeftover, isPartName, type PartHead, partName, readPart, takePart } from './snapshot';

export type Recovered = {
  readonly log: Log;
  readonly known: Known;
  readonly parts: Parts;
  /** What had to be read from the log, in parts that can be saved. */
  readonly unsaved: readonly PartHead[];
};

type Rig = Place & {
  readonly say: (text: string) => void;
  readonly trusting: boolean;
  /** Events in a part of the saved index. */
  readonly every: number;
};

/** What is known so far, on the way through the log. */
type Reading = { readonly known: Known; readonly parts: Parts; readonly unsaved: PartHead[]; readonly trusted: number };

/** The newest part of the log is checked whole at each start; what is older is checked when it is read, and by `verify`. */
const CHECKED_AT_START = 512 * 2 ** 20;

/**
 * Opens what is in a directory: segments in order, the saved index as far as it can be trusted, the rest from the log.
 * A torn tail is cut off, and said. Damage anywhere else throws `DamagedLog`, and nothing is changed.
 */
export const recover = async (rig: Rig): Promise<Recovered> => {
  const { disk, dir } = rig;
  const names = await disk.list(dir);
  const found = await openSegments(rig, names);
  if (found.length === 0) {
    const log = await create(rig);
    return { log, ...anew(rig, log) };
  }
  const storeId = found[0]?.head.storeId as string;
  const segments = found.map(({ head, file }) => ({ ...head, name: segmentName(head.number), file }));
  const written = await writtenEnd(segments);
  const log = new Log(rig, storeId, segments, written);
  let reading = await restore(rig, log, names);
  let scanned = await scan(rig, log, reading);
  if (scanned === 'index in doubt') {
    rig.say('The saved index does not fit the log. It is rebuilt from the log.');
    await discard(rig, names);
    reading = anew(rig, log);
    scanned = await scan(rig, log, reading);
  }
  return { log: await settled(rig, log, scanned), ...reading };
};

const anew = (rig: Rig, log: Log): Reading => {
  const known = new Known();
  return { known, parts: new Parts(known, log.storeId, rig.every, FIRST_PART), unsaved: [], trusted: 0 };
};

// What the last run wrote last may lie in the kernel's cache only, even after an fdatasync: one that failed leaves pages
// behind that look clean and were never written. So it is written again and synced, before anyone reads it.
const settled = async ({ disk, dir }: Rig, log: Log, lastBatch: number | 'index in doubt'): Promise<Log> => {
  await log.writeAgain(lastBatch === 'index in doubt' ? log.last.base : Math.max(lastBatch, log.last.base));
  await disk.syncDir(dir);
  return log;
};

type Found = { readonly head: { number: number; base: number; storeId: string }; readonly file: Segment['file'] };

const openSegments = async (rig: Rig, names: readonly string[]): Promise<Found[]> => {
  const numbers = names.map(segmentNumber).filter((number) => number !== undefined);
  numbers.sort((a, b) => a - b);
  const found: Found[] = [];
  let end = 0;
  for (const [i, number] of numbers.entries()) {
    const name = segmentName(number);
    if (number !== i + 1)
      throw new DamagedLog(segmentName(i + 1), 0, end, 'this file is missing, though later ones are here.');
    const file = await rig.disk.open(join(rig.dir, name), 'write');
    const bytes = Buffer.alloc(SEGMENT_HEAD);
    await file.read(bytes, 0);
    const head = readSegmentHead(bytes);
    const size = await file.size();
    const isUnused = i === numbers.length - 1 && size <= SEGMENT_HEAD && head?.base !== end;
    if (isUnused) {
      // The node died while it began this segment, or had no room for it: nothing can be in it.
      await file.close();
      await rig.disk.remove(join(rig.dir, name));
      await rig.disk.syncDir(rig.dir);
      rig.say(`${name} was begun and never used. It was removed.`);
      break;
    }
    if (head === undefined) throw new DamagedLog(name, 0, end, 'its first 64 bytes are no head of a segment.');
    const before = found[0]?.head.storeId ?? head.storeId;
    if (head.number !== number || head.storeId !== before)
      throw new DamagedLog(name, 0, end, `it is segment ${head.number} of store ${head.storeId}.`);
    if (head.base !== end)
      throw new DamagedLog(name, 0, end, `it begins at ${head.base}; the one before ends at ${end}.`);
    found.push({ head, file });
    end = head.base + size - SEGMENT_HEAD;
  }
  return found;
};

const writtenEnd = async (segments: readonly Segment[]): Promise<number> => {
  const last = segments.at(-1) as Segment;
  return last.base + Math.max(0, (await last.file.size()) - SEGMENT_HEAD);
};

const create = async (rig: Rig): Promise<Log> => {
  const head = { number: 1, base: 0, storeId: newStoreId() };
  const file = await createSegment(rig, head);
  return new Log(rig, head.storeId, [{ ...head, name: segmentName(1), file }], 0);
};

/** Takes the parts of the saved index that follow on each other and lie within the log; discards the others. */
const restore = async (rig: Rig, log: Log, names: readonly string[]): Promise<Reading> => {
  const known = new Known();
  let start = FIRST_PART;
  let trusted = 0;
  const reading = (): Reading => {
    return { known, parts: new Parts(known, log.storeId, rig.every, start), unsaved: [], trusted };
  };
  for (;;) {
    const isThere = names.includes(partName(start.ordinal));
    const part = isThere ? await readPart(rig.disk, rig.dir, start.ordinal) : undefined;
    if (part === undefined || !follows(part[0], start, log)) break;
    takePart(known, ...part);
    trusted = part[0].end;
    if (!part[0].full) return reading();
    start = startBehind(part[0]);
    known.changes = new Map();
  }
  const stale = names.filter((name) => isLeftover(name) || (isPartName(name) && name >= partName(start.ordinal)));
  for (const name of stale) await rig.disk.remove(join(rig.dir, name)).catch(() => undefined);
  if (stale.some(isPartName))
    rig.say(`The index saved behind log position ${trusted} cannot be used. It is rebuilt from the log.`);
  return reading();
};

const follows = (part: PartHead, start: PartStart, { storeId, end }: Log): boolean =>
  part.storeId === storeId &&
  part.start === start.position &&
  part.end <= end &&
  part.streams[0] === start.streams &&
  part.types[0] === start.types;

const discard = async ({ disk, dir }: Rig, names: readonly string[]): Promise<void> => {
  for (const name of names) if (isPartName(name)) await disk.remove(join(dir, name)).catch(() => undefined);
};

/**
 * Reads the log: checks what the index holds (as far back as is done at a start), and takes what it does not. Answers
 * where the last batch began.
 */
const scan = async (rig: Rig, log: Log, reading: Reading): Promise<number | 'index in doubt'> => {
  const { known, trusted } = reading;
  const written = log.end;
  const from = Math.min(trusted, Math.max(0, written - CHECKED_AT_START));
  const { index } = known;
  let ordinal = Number.NaN;
  let fits = true;
  let lastBatch = 0;
  const visit: Visit = (bytes, at, position, head) => {
    lastBatch = head.batch;
    if (position >= trusted) return takeFrame(reading, bytes, at, position, head);
    if (Number.isNaN(ordinal)) ordinal = index.atPosition(position);
    fits &&= known.agrees(ordinal, bytes, at + FRAME_HEAD, position + FRAME_HEAD) && position + head.length <= trusted;
    ordinal += head.count;
  };
  for (const [i, segment] of log.segments.entries()) {
    const end = log.segments[i + 1]?.base ?? written;
    if (end <= from && i < log.segments.length - 1) continue;
    const sound = await walkFrames(segment.file, segment.base, segment.base, visit, { trusting: rig.trusting });
    if (!fits) return 'index in doubt';
    if (sound === end) continue;
    await mustBeTorn(segment, sound, i === log.segments.length - 1, trusted);
    await cut(rig, log, segment, sound);
  }
  return lastBatch;
};

const takeFrame = (
  { known, parts, unsaved }: Reading,
  bytes: Buffer,
  at: number,
  position: number,
  head: FrameHead,
): void => {
  for (const start of recordsOf(bytes, at, head)) known.takeRecord(bytes, start, position + start - at);
  if (parts.isTime) unsaved.push(parts.cut(position + head.length, true));
};

// What was written together may be torn together: sound frames may stand behind a broken one, if all of them belong to
// the batch that the broken one belongs to. Anything written later proves that this place was durable once.
const mustBeTorn = async (segment: Segment, sound: number, isLast: boolean, trusted: number): Promise<void> => {
  const offset = sound - segment.base + SEGMENT_HEAD;
  const damaged = (what: string) => new DamagedLog(segment.name, offset, sound, what);
  if (!isLast) throw damaged('there is no sound frame here, and later segments follow.');
  if (sound < trusted) throw damaged('there is no sound frame here, and the saved index knows that there was one.');
  let behind: number | undefined;
  await framesBehind(segment.file, segment.base, sound, (position, { batch }) => {
    if (batch > sound) behind = position;
    return batch > sound ? 'enough' : 'go on';
  });
  if (behind !== undefined)
    throw damaged(`there is no sound frame here, and later ones follow (at log position ${behind}).`);
};

const cut = async ({ say }: Rig, log: Log, { name, file, base }: Segment, sound: number): Promise<void> => {
  const torn = (await zeroesFrom(file, base, sound)) - sound;
  log.end = sound;
  await log.cutBack();
  // Zeroes were reserved for later appends.
  if (torn === 0) return;
  say(
    `${name} ended in a torn append: ${torn} bytes that were never acknowledged were cut off at log position ${sound}.`,
  );
};
