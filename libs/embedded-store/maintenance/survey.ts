// What a log on disk looks like, to people and to `repair`. It opens files to read only, and finds all damage, not the first.
import { join } from 'node:path';
import { type Disk, type DiskFile, realDisk } from '../storage/disk';
import { ownerOf } from '../storage/lock';
import { framesBehind, type Visit, walkFrames, zeroesFrom } from '../storage/scan';
import { readSegmentHead, SEGMENT_HEAD, type SegmentHead, segmentName, segmentNumber } from '../storage/segment';
import { isTraceOfLog, missing, NO_PROOF, proofOf } from './proof';

/** Something that is not as it should be, and where. */
export type Problem = {
  readonly is: 'torn' | 'damaged';
  readonly segment: string;
  /** In the file. */
  readonly offset: number;
  /** In the log. */
  readonly position: number;
  /** The next position at which the log can be read again; absent where that is nowhere. */
  readonly soundAgain?: number;
  readonly what: string;
};

export type SurveyedSegment = {
  readonly name: string;
  readonly number: number;
  readonly base: number;
  /** The log position behind it, by the size of the file; zeroes at the end of the newest are not in use, and not counted. */
  readonly end: number;
};

export type Survey = {
  readonly storeId: string;
  readonly segments: readonly SurveyedSegment[];
  /** The end of what is sound from the beginning on. */
  readonly end: number;
  readonly problems: readonly Problem[];
  /** The process that has the store open: then only what it says is durable was looked at. */
  readonly owner: number | undefined;
};

/** There is no store to look at, or it cannot be read. */
export class CannotLook extends Error {
  override readonly name = 'CannotLook';
}

export type SurveyOptions = {
  readonly disk?: Disk;
  readonly visit?: (segment: SurveyedSegment) => Visit;
  /** Awaited after every megabyte or so. */
  readonly between?: () => Promise<void>;
  /** Bytes looked at, of how many. */
  readonly progress?: (done: number, total: number) => void;
};

/**
 * Reads a whole log without changing anything, whether a node has it open or not: every frame is checked, also those
 * behind damage. Throws `CannotLook`.
 */
export const survey = async (dir: string, options: SurveyOptions = {}): Promise<Survey> => {
  const { disk = realDisk } = options;
  const numbers = await segmentsIn(disk, dir);
  const owner = await ownerOf(dir).catch(() => undefined);
  const heads = await checkHeads(disk, dir, numbers);
  // A running store has checked for itself, and saves its index while this reads.
  const isRunning = owner?.end !== undefined;
  const proof = isRunning ? NO_PROOF : await proofOf(disk, dir, heads.storeId);
  const limit = Math.min(owner?.end ?? Number.POSITIVE_INFINITY, heads.segments.at(-1)?.end ?? 0);
  const logEnd = { limit, atEarliest: owner?.end ?? proof.end };
  const { segments, problems } = await checkFrames(disk, dir, heads, logEnd, options);
  const all = isRunning ? problems : withMissing(problems, missing(segments, problems, proof));
  const end = all[0]?.position ?? Math.min(limit, segments.at(-1)?.end ?? 0);
  return { storeId: heads.storeId || proof.storeId, segments, end, problems: all, owner: owner?.pid };
};

type CheckedSegments = { readonly segments: readonly SurveyedSegment[]; readonly problems: readonly Problem[] };

/** Where a log ends: not behind `limit`, and, where a file proves it, not before `atEarliest`. */
type LogEnd = { readonly limit: number; readonly atEarliest: number };

/** Every frame of every segment. Problems are in the order of the log. */
const checkFrames = async (
  disk: Disk,
  dir: string,
  heads: CheckedSegments,
  { limit, atEarliest }: LogEnd,
  { visit, progress, between }: SurveyOptions,
): Promise<CheckedSegments> => {
  const segments = [...heads.segments];
  const problems = [...heads.problems];
  const misplaced = new Set(problems.map(({ segment }) => segment));
  for (const [i, segment] of segments.entries()) {
    const isLast = i === segments.length - 1;
    // A segment that lost its head lost its place: nothing that is known by position says anything of it.
    const mayEnd = misplaced.has(segment.name) ? 0 : atEarliest;
    const checked = await checkSegment(disk, dir, {
      segment,
      end: Math.min(segment.end, limit),
      mayEnd: isLast ? mayEnd : undefined,
      visit: withProgress(visit?.(segment), limit, progress),
      between,
    });
    problems.push(...checked.problems);
    if (isLast) segments[i] = { ...segment, end: checked.end };
  }
  return { segments, problems: problems.toSorted(byPosition) };
};

const byPosition = (a: Problem, b: Problem): number => a.position - b.position;

/** A segment that is missing as a whole is one problem. */
const withMissing = (problems: readonly Problem[], lost: Problem | undefined): readonly Problem[] =>
  lost === undefined
    ? problems
    : [...problems.filter(({ segment }) => segment !== lost.segment), lost].toSorted(byPosition);

const withProgress =
  (visit: Visit | undefined, limit: number, progress: SurveyOptions['progress']): Visit =>
  (bytes, at, position, frame) => {
    visit?.(bytes, at, position, frame);
    progress?.(position + frame.length, limit);
  };

const checkSegment = async (disk: Disk, dir: string, one: Omit<SegmentCheck, 'file'>): Promise<SegmentFindings> => {
  const file = await disk.open(join(dir, one.segment.name), 'read');
  try {
    return await checkFile({ file, ...one });
  } finally {
    await file.close();
  }
};

/** The segments by their heads and sizes: what is missing, or does not follow on the one before. */
const checkHeads = async (disk: Disk, dir: string, numbers: readonly number[]) => {
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

/** The numbers of the segments in a directory, in order. Throws `CannotLook` where there are none, nor a trace of any. */
export const segmentsIn = async (disk: Disk, dir: string): Promise<number[]> => {
  const names = await disk.list(dir).catch((error: Error) => {
    throw new CannotLook(`${dir} cannot be read (${error.message}).`);
  });
  const numbers = names.map(segmentNumber).filter((number) => number !== undefined);
  if (numbers.length === 0 && !names.some(isTraceOfLog))
    throw new CannotLook(`${dir} holds no store: there is no segment of a log in it.`);
  return numbers.toSorted((a, b) => a - b);
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

type SegmentCheck = {
  readonly file: DiskFile;
  readonly segment: SurveyedSegment;
  readonly end: number;
  /** Where the log may end at the earliest: what stood before that was durable once. Only in the newest segment. */
  readonly mayEnd: number | undefined;
  readonly visit: Visit;
  readonly between: SurveyOptions['between'];
};
type SegmentFindings = { readonly problems: readonly Problem[]; readonly end: number };

const checkFile = async (check: SegmentCheck): Promise<SegmentFindings> => {
  const { file, segment, end, mayEnd, visit, between } = check;
  const { name, base } = segment;
  const problems: Problem[] = [];
  for (let from = base; from < end; ) {
    const sound = await walkFrames(file, base, from, visit, { until: end, between });
    if (sound >= end) break;
    const mayEndHere = mayEnd !== undefined && sound >= mayEnd;
    const used = mayEndHere ? await zeroesFrom(file, base, sound) : end;
    if (used === sound) return { problems, end: sound }; // room for later appends
    const { isTorn, soundAgain } = await damageBehind(file, base, sound, mayEndHere);
    const place = { segment: name, offset: sound - base + SEGMENT_HEAD, position: sound };
    if (isTorn) {
      const what = `the log ends in ${used - sound} bytes that are no whole append.`;
      return { problems: [...problems, { is: 'torn', ...place, what }], end };
    }
    const again = soundAgain === undefined ? {} : { soundAgain };
    problems.push({ is: 'damaged', ...place, ...again, what: damage(sound, soundAgain) });
    if (soundAgain === undefined) break;
    from = soundAgain;
  }
  return { problems, end };
};

/** Whether what cannot be read may be a write that was torn; if not, where the log can be read again. */
const damageBehind = async (file: DiskFile, base: number, from: number, mayEndHere: boolean) => {
  let soundAgain: number | undefined;
  let isTorn = mayEndHere;
  await framesBehind(file, base, from, (position, { batch }) => {
    soundAgain ??= position;
    if (batch > from) isTorn = false;
    return isTorn ? 'go on' : 'enough';
  });
  return { isTorn, soundAgain };
};

const damage = (from: number, to: number | undefined): string =>
  to === undefined
    ? 'from here on nothing can be read.'
    : `${to - from} bytes cannot be read; the log goes on behind them.`;
