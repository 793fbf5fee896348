import { join } from 'node:path';
import type { Disk } from '../storage/disk';
import { readSegmentHead, SEGMENT_HEAD, type SegmentHead, segmentName } from '../storage/segment';
import type { CheckedSegments, Problem, SurveyedSegment } from './survey-findings';

/** The segments by their heads and sizes: what is missing, or does not follow on the one before. */
export const checkHeads = async (
  disk: Disk,
  dir: string,
  numbers: readonly number[],
): Promise<CheckedSegments & { readonly storeId: string }> => {
  const segments: SurveyedSegment[] = [];
  const problems: Problem[] = [];
  let storeId: string | undefined;
  for (const number of numbers) {
    const before = segments.at(-1);
    const end = before?.end ?? 0;
    problems.push(...gap(before, number));
    const { head, size } = await headAndSize(disk, join(dir, segmentName(number)));
    // Behind a gap nobody knows where the next segment must begin.
    const what = wrongHead(head, problems.length > 0 ? (head?.base ?? end) : end, storeId);
    const isUnused = what !== undefined && number === numbers.at(-1) && size <= SEGMENT_HEAD;
    const one = { name: segmentName(number), number, base: head?.base ?? end };
    if (isUnused) {
      problems.push({ is: 'torn', segment: one.name, offset: 0, position: end, what });
      break;
    }
    if (what)
      problems.push(isTooFar(head, before, storeId) ? tooShort(before, head) : badHead(one.name, end, size, what));
    storeId ??= head?.storeId;
    segments.push({ ...one, end: one.base + Math.max(0, size - SEGMENT_HEAD) });
  }
  return { storeId: storeId ?? '', segments, problems };
};

/** The segments that are missing between one and the next. */
const gap = (before: SurveyedSegment | undefined, number: number): Problem[] => {
  const first = (before?.number ?? 0) + 1;
  const place = { is: 'damaged' as const, offset: 0, position: before?.end ?? 0, what: MISSING };
  return Array.from({ length: number - first }, (_, n) => ({ ...place, segment: segmentName(first + n) }));
};

// Where there is more than the head, what is behind it is looked at by itself; where there is not, all of it is missing.
const badHead = (segment: string, position: number, size: number, what: string): Problem => ({
  is: 'damaged',
  segment,
  offset: 0,
  position,
  ...(size > SEGMENT_HEAD && { soundAgain: position }),
  what,
});

const isTooFar = (
  head: SegmentHead | undefined,
  before: SurveyedSegment | undefined,
  storeId: string | undefined,
): head is SegmentHead =>
  head !== undefined && before !== undefined && head.storeId === storeId && head.base > before.end;

const tooShort = (before: SurveyedSegment | undefined, { base: soundAgain }: SegmentHead): Problem => {
  const { name = '', base = 0, end = 0 } = before ?? {};
  const what = 'the segment ends here, before the next one begins.';
  return { is: 'damaged', segment: name, offset: end - base + SEGMENT_HEAD, position: end, soundAgain, what };
};

const MISSING = 'this file is missing, though later ones are here.';

const wrongHead = (head: SegmentHead | undefined, base: number, storeId: string | undefined): string | undefined => {
  if (head === undefined) return 'its first 64 bytes are no head of a segment.';
  if (storeId !== undefined && head.storeId !== storeId) return `it belongs to another store (${head.storeId}).`;
  return head.base === base ? undefined : `it begins at ${head.base}, and not at ${base}.`;
};

const headAndSize = async (disk: Disk, path: string) => {
  const file = await disk.open(path, 'read');
  try {
    const bytes = Buffer.alloc(SEGMENT_HEAD);
    await file.read(bytes, 0);
    return { head: readSegmentHead(bytes), size: await file.size() };
  } finally {
    await file.close();
  }
};
