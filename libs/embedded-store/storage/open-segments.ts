// Which segment files make up the log. Invariant: no segment that was ever written to is missed without a word (I1), and no
// position is given out twice.
import { join } from 'node:path';
import { DamagedLog } from './errors';
import type { LogFiles, Segment } from './log';
import { readSegmentHead, SEGMENT_HEAD, type SegmentHead, segmentName, segmentNumber } from './segment';
import { readSegmentCount, SEGMENT_COUNT, type SegmentCount } from './segment-count';
import { isLeftover, isPartName } from './snapshot';

export type OpenedSegments = {
  readonly segments: Segment[];
  readonly storeId: string;
  /** The log position behind the last one, by the size of its file. */
  readonly end: number;
  /** Whether their number is written down as it is. */
  readonly isCounted: boolean;
  /** A file behind the last one that was begun and holds nothing. */
  readonly unused: string | undefined;
};

/**
 * Opens the segments of a directory, in order, and changes nothing. Undefined where there is no store. Throws `DamagedLog`
 * where one is missing or is not what its place wants, and where a file proves that segments were there which are not.
 */
export const openSegments = async (files: LogFiles, names: readonly string[]): Promise<OpenedSegments | undefined> => {
  const { disk, dir } = files;
  const counted = await readSegmentCount(disk, dir, names);
  const numbers = names.map(segmentNumber).filter((number) => number !== undefined);
  const opened: Opened[] = [];
  let end = 0;
  let unused: string | undefined;
  try {
    for (const [i, number] of numbers.toSorted((a, b) => a - b).entries()) {
      if (number !== i + 1)
        throw new DamagedLog(segmentName(i + 1), 0, end, 'this file is missing, though later ones are here.');
      const one = await open(files, number);
      opened.push(one);
      const isEmpty = i === numbers.length - 1 && one.size <= SEGMENT_HEAD;
      if (isEmpty && one.head?.base !== end) {
        // The node died while it began this segment, or had no room for it: nothing can be in it, if nobody counted it.
        unused = segmentName(number);
        await opened.pop()?.file.close();
        break;
      }
      mustFollow(one, opened[0], end);
      end += one.size - SEGMENT_HEAD;
    }
    const storeId = opened[0]?.head?.storeId;
    if (storeId === undefined) {
      mustBeNew(names);
      return unused === undefined ? undefined : { segments: [], storeId: '', end, isCounted: false, unused };
    }
    const count = counted === 'unreadable' || counted?.storeId !== storeId ? undefined : counted;
    mustHaveAll(opened.length, count, end);
    const segments = opened.map(({ head, file, name }) => ({ ...(head as SegmentHead), name, file }));
    return { segments, storeId, end, isCounted: count?.segments === segments.length, unused };
  } catch (error) {
    for (const { file } of opened) await file.close();
    throw error;
  }
};

type Opened = {
  readonly name: string;
  readonly number: number;
  readonly head: SegmentHead | undefined;
  readonly file: Segment['file'];
  readonly size: number;
};

const open = async ({ disk, dir }: LogFiles, number: number): Promise<Opened> => {
  const name = segmentName(number);
  const file = await disk.open(join(dir, name), 'write');
  const bytes = Buffer.alloc(SEGMENT_HEAD);
  await file.read(bytes, 0);
  return { name, number, head: readSegmentHead(bytes), file, size: await file.size() };
};

const mustFollow = ({ name, number, head }: Opened, first: Opened | undefined, end: number): void => {
  if (head === undefined) throw new DamagedLog(name, 0, end, 'its first 64 bytes are no head of a segment.');
  if (head.number !== number || head.storeId !== first?.head?.storeId)
    throw new DamagedLog(name, 0, end, `it is segment ${head.number} of store ${head.storeId}.`);
  if (head.base !== end)
    throw new DamagedLog(name, 0, end, `it begins at ${head.base}; the one before ends at ${end}.`);
};

/** Where no segment is, nothing may prove that there was one: a new log would use positions a second time. */
const mustBeNew = (names: readonly string[]): void => {
  const trace = names.find((name) => isPartName(name) || isLeftover(name) || name === SEGMENT_COUNT);
  if (trace !== undefined)
    throw new DamagedLog(segmentName(1), 0, 0, `no segment of the log is here, though ${trace} is.`);
};

// A counted segment is not missed where the log itself goes on behind the place at which it began: then it was never used.
const mustHaveAll = (found: number, count: SegmentCount | undefined, end: number): void => {
  if (count === undefined || found >= count.segments || end > count.base) return;
  const what = `this file is missing or empty, though the log has had ${count.segments} segments (${SEGMENT_COUNT}).`;
  throw new DamagedLog(segmentName(found + 1), 0, end, what);
};
