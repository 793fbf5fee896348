import type { Disk } from '../storage/disk';
import { SEGMENT_HEAD, segmentName } from '../storage/segment';
import { readSegmentCount, SEGMENT_COUNT, type SegmentCount } from '../storage/segment-count';
import { isLeftover, isPartName, partFrom, readPart } from '../storage/snapshot';
import type { Problem, SurveyedSegment } from './survey-findings';

/** What lies beside the log and proves how far it once reached. */
export type Proof = {
  readonly storeId: string;
  /** The log position up to which the saved index knows the log: all before it was durable once. */
  readonly end: number;
  readonly count: SegmentCount | undefined;
  /** A file that only a log leaves beside itself. */
  readonly trace: string | undefined;
};
export const NO_PROOF: Proof = { storeId: '', end: 0, count: undefined, trace: undefined };

export const isTraceOfLog = (name: string): boolean => isPartName(name) || isLeftover(name) || name === SEGMENT_COUNT;

/** Of this store; of whatever store there was, where no segment says which one it is. */
export const proofOf = async (disk: Disk, dir: string, storeId: string): Promise<Proof> => {
  const names = await disk.list(dir);
  const counted = await readSegmentCount(disk, dir, names);
  const isOurs = (id: string) => storeId === '' || id === storeId;
  const count = counted !== undefined && counted !== 'unreadable' && isOurs(counted.storeId) ? counted : undefined;
  let [end, found] = [0, storeId || (count?.storeId ?? '')];
  for (const name of names.filter(isPartName)) {
    const part = await readPart(disk, dir, partFrom(name));
    if (part === undefined || !isOurs(part[0].storeId)) continue;
    end = Math.max(end, part[0].end);
    found ||= part[0].storeId;
  }
  return { storeId: found, end, count, trace: names.find(isTraceOfLog) };
};

/** What is missing at the end of the log, by what lies beside it. */
export const missing = (
  segments: readonly SurveyedSegment[],
  problems: readonly Problem[],
  { end: proven, count, trace }: Proof,
): Problem | undefined => {
  const last = segments.at(-1);
  const end = last?.end ?? 0;
  const next = { is: 'damaged' as const, segment: segmentName(segments.length + 1), offset: 0, position: end };
  if (last === undefined)
    return trace === undefined ? undefined : { ...next, what: `no segment of the log is here, though ${trace} is.` };
  // Where the log itself goes on behind the place at which the counted segment began, that one was never used.
  if (count !== undefined && last.number < count.segments && end <= count.base) {
    const what = `this file is missing or empty, though the log has had ${count.segments} segments (${SEGMENT_COUNT}).`;
    return { ...next, segment: segmentName(last.number + 1), what };
  }
  if (end >= proven || problems.some(({ is, segment }) => is === 'damaged' && segment === last.name)) return undefined;
  const what = `the log ends here, and the saved index knows of ${proven - end} bytes more.`;
  return { ...next, segment: last.name, offset: end - last.base + SEGMENT_HEAD, what };
};
