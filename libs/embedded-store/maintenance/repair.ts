// Making a damaged store open again. Invariant: nothing is deleted; what is taken out is set aside.
import { join } from 'node:path';
import { type Disk, type DiskFile, realDisk, writeAll } from '../storage/disk';
import { readFrame } from '../storage/frame';
import { lockDir } from '../storage/lock';
import { SEGMENT_HEAD } from '../storage/segment';
import { exportLines } from './export';
import { isTraceOfLog } from './proof';
import { type Survey, segmentsIn, survey } from './survey';
import type { Problem, SurveyedSegment } from './survey-findings';

export type Repaired = {
  readonly found: readonly Problem[];
  /** Bytes that were taken from the backup, checked, into the places where they belong. */
  readonly restored: number;
  /** Where everything behind the damage lies now, if it could not be restored. */
  readonly setAside?: string;
  /** Events behind the damage that can still be read: in `rescued.ndjson` there. */
  readonly rescued: number;
  /** Absent where nothing of the log could be kept. */
  readonly after?: Survey;
};

/**
 * Makes a damaged store open again. From a backup of the same store the damaged bytes are put back, exactly: nothing is
 * lost. Without one (or where it ends too early) the log ends before the damage from now on; nothing is deleted: what
 * stood behind it is set aside, with every event that can still be read. Locks the store. Throws `CannotLook`, `StoreLocked`.
 */
export const repair = async (dir: string, from?: string, disk: Disk = realDisk): Promise<Repaired> => {
  await segmentsIn(disk, dir); // where no store is there is nothing to lock
  const lock = await lockDir(dir, () => undefined);
  try {
    const before = await survey(dir, { disk });
    const damaged = before.problems.filter(({ is }) => is === 'damaged');
    if (damaged.length === 0 && from === undefined)
      return { found: before.problems, restored: 0, rescued: 0, after: before };
    const restored = from === undefined ? 0 : await restoreAll(disk, dir, from, before);
    const between = await survey(dir, { disk });
    const [left] = between.problems.filter(({ is }) => is === 'damaged');
    if (left === undefined) {
      return { found: before.problems, restored, rescued: 0, after: between };
    }
    const { setAside, rescued } = await setAsideFrom(disk, dir, between, left);
    const after = await survey(dir, { disk }).catch(() => undefined);
    return { found: before.problems, restored, setAside, rescued, ...(after ? { after } : {}) };
  } finally {
    await lock.release();
  }
};

const restoreAll = async (disk: Disk, dir: string, from: string, store: Survey): Promise<number> => {
  const good = await survey(from, { disk });
  if (good.storeId !== store.storeId)
    throw new Error(`${from} is a backup of another store (${good.storeId}). Nothing was changed.`);
  let restored = 0;
  const places = [...store.problems, ...behindTheEnd(good, store)];
  for (const problem of places) {
    const segment = good.segments.find(({ name }) => name === problem.segment);
    if (segment === undefined) continue;
    restored += await restore(
      disk,
      join(dir, segment.name),
      join(from, segment.name),
      segment,
      Math.min(good.end, segment.end),
      problem,
    );
  }
  await disk.syncDir(dir);
  return restored;
};

type DamagedPlace = Pick<Problem, 'segment' | 'offset' | 'position' | 'soundAgain'>;

// Where the log ends too early, nothing names what is missing, one by one: the rest of its last segment, and all behind.
const behindTheEnd = (good: Survey, { segments, problems }: Survey): DamagedPlace[] => {
  const last = segments.at(-1);
  const isNamed = new Set(problems.map(({ segment }) => segment));
  const missing = good.segments
    .filter(({ number, name }) => number > (last?.number ?? 0) && !isNamed.has(name))
    .map(({ name, base }) => ({ segment: name, offset: 0, position: base }));
  if (last === undefined || isNamed.has(last.name) || good.end <= last.end) return missing;
  return [{ segment: last.name, offset: last.end - last.base + SEGMENT_HEAD, position: last.end }, ...missing];
};

// Frame by frame, so that what is put back is sound, until the store's own log goes on or the backup ends.
const restore = async (
  disk: Disk,
  to: string,
  from: string,
  { base }: SurveyedSegment,
  end: number,
  { position, soundAgain, offset }: DamagedPlace,
): Promise<number> => {
  const source = await disk.open(from, 'read');
  const target = await disk.open(to, 'write').catch(() => disk.open(to, 'create'));
  try {
    const head = Buffer.alloc(SEGMENT_HEAD);
    await source.read(head, 0);
    await writeAll(target, head, 0);
    // Offset 0: the head is damaged, or the whole file is missing. Without its head a segment's place was a guess.
    const start = offset === 0 ? base : Math.max(base, position);
    let at = start;
    for (const stop = Math.min(end, soundAgain ?? end); at < stop; ) {
      const bytes = await frameBytes(source, at, base);
      if (bytes === undefined) break;
      await writeAll(target, bytes, at - base + SEGMENT_HEAD);
      at += bytes.length;
    }
    await target.datasync();
    return at - start + (offset === 0 ? SEGMENT_HEAD : 0);
  } finally {
    await source.close();
    await target.close();
  }
};

const frameBytes = async (file: DiskFile, position: number, base: number): Promise<Buffer | undefined> => {
  for (let wanted = 4096; ; ) {
    const buffer = Buffer.alloc(wanted);
    const bytes = buffer.subarray(0, await file.read(buffer, position - base + SEGMENT_HEAD));
    const frame = readFrame(bytes, 0, position);
    if (frame === 'no frame') return undefined;
    if (!('needs' in frame)) return bytes.subarray(0, frame.length);
    if (bytes.length < wanted) return undefined;
    wanted = frame.needs;
  }
};

const setAsideFrom = async (disk: Disk, dir: string, { segments }: Survey, { position }: Problem) => {
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const setAside = join(dir, `set-aside-at-${position}-${stamp}`);
  await disk.makeDir(setAside);
  const rescued = await rescue(disk, dir, setAside, position);
  for (const segment of segments) {
    if (segment.end <= position) continue;
    if (segment.base < position) await cut(disk, dir, setAside, segment, position);
    else await disk.rename(join(dir, segment.name), join(setAside, segment.name));
  }
  // Last: as long as the log was not cut, these told the end of it from a hole in it.
  for (const name of (await disk.list(dir)).filter(isTraceOfLog))
    await disk.rename(join(dir, name), join(setAside, name));
  await disk.syncDir(setAside);
  await disk.syncDir(dir);
  return { setAside, rescued };
};

const rescue = async (disk: Disk, dir: string, setAside: string, position: number): Promise<number> => {
  const file = await disk.open(join(setAside, 'rescued.ndjson'), 'create');
  let at = 0;
  const write = async (text: string) => {
    const bytes = Buffer.from(text);
    await writeAll(file, bytes, at);
    at += bytes.length;
  };
  const { events } = await exportLines(dir, write, { disk, from: position });
  await file.datasync();
  await file.close();
  return events;
};

// The end of the segment is kept beside it before it is cut off.
const cut = async (
  disk: Disk,
  dir: string,
  setAside: string,
  { name, base }: SurveyedSegment,
  position: number,
): Promise<void> => {
  const offset = position - base + SEGMENT_HEAD;
  const file = await disk.open(join(dir, name), 'write');
  const rest = Buffer.alloc((await file.size()) - offset);
  await file.read(rest, offset);
  const kept = await disk.open(join(setAside, `${name}.from-byte-${offset}`), 'create');
  await writeAll(kept, rest, 0);
  await kept.datasync();
  await kept.close();
  await file.truncate(offset);
  await file.datasync();
  await file.close();
};
