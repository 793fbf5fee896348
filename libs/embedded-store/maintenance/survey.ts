// What a log on disk looks like, to people and to `repair`. It opens files to read only, and finds all damage, not the first.
import { join } from 'node:path';
import { type Disk, type DiskFile, realDisk } from '../storage/disk';
import { ownerOf } from '../storage/lock';
import { framesBehind, type Visit, walkFrames, zeroesFrom } from '../storage/scan';
import { SEGMENT_HEAD, segmentNumber } from '../storage/segment';
import { isTraceOfLog, missing, NO_PROOF, proofOf } from './proof';
import type { CheckedSegments, Problem, SurveyedSegment } from './survey-findings';
import { checkHeads } from './survey-heads';

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
