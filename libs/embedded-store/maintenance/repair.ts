import { join } from 'node:path';
import { type Disk, type DiskFile, realDisk, writeAll } from '../storage/disk';
import { readFrame } from '../storage/frame';
import { lockDir } from '../storage/lock';
import { SEGMENT_HEAD } from '../storage/segment';
import { isPartName } from '../storage/snapshot';
import { exportLines } from './export';
import { type Problem, type Survey, type SurveyedSegment, segmentsIn, survey } from './survey';

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
    if (damaged.length === 0) return { found: before.problems, restored: 0, rescued: 0, after: before };
    const restored = from === undefined ? 0 : await restoreAll(disk, dir, from, before, damaged);
    const between = await survey(dir, { disk });
    const [left] = between.problems.filter(({ is }) => is === 'damaged');
    if (left === undefined) {
      await removeParts(disk, dir);
      return { found: before.problems, restored, rescued: 0, after: between };
    }
    const { setAside, rescued } = await setAsideFrom(disk, dir, between, left);
    // Not before: what the saved index knows tells the end of the log from a hole in it.
    await removeParts(disk, dir);
    const after = await survey(dir, { disk }).catch(() => undefined);
    return { found: before.problems, restored, setAside, rescued, ...(after ? { after } : {}) };
  } finally {
    await lock.release();
  }
};

const removeParts = async (disk: Disk, dir: string): Promise<void> => {
  for (const name of (await disk.list(dir)).filter(isPartName)) await disk.remove(join(dir, name));
};

const restoreAll = async (
  disk: Disk,
  dir: string,
  from: string,
  store: Survey,
  damaged: readonly Problem[],
): Promise<number> => {
  const good = await survey(from, { disk });
  if (good.storeId !== store.storeId)
    throw new Error(`${from} is a backup of another store (${good.storeId}). Nothing was changed.`);
  let restored = 0;
  for (const problem of damaged) {
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

// Frame by frame, so that what is put back is sound, until the store's own log goes on or the backup ends.
const restore = async (
  disk: Disk,
  to: string,
  from: string,
  { base }: SurveyedSegment,
  end: number,
  { position, soundAgain, offset }: Problem,
): Promise<number> => {
  const source = await disk.open(from, 'read');
  const target = await disk.open(to, 'write').catch(() => disk.open(to, 'create'));
  try {
    const head = Buffer.alloc(SEGMENT_HEAD);
    await source.read(head, 0);
    await writeAll(target, head, 0);
    // Offset 0: the head is damaged, or the whole file is missing.
    const start = offset === 0 ? base : position;
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
