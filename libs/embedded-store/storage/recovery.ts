// Opening a store: which bytes of the log are believed at a start (I1). What was acknowledged is served or named as damaged;
// only an end that is no whole append, and that no file proves, is cut off.
import { join } from 'node:path';
import type { CommittedState } from './committed-state';
import { DamagedLog } from './errors';
import { FRAME_HEAD, type FrameHead, recordsOf } from './frame';
import { createSegment, Log, type LogFiles, type Segment } from './log';
import { type OpenedSegments, openSegments } from './open-segments';
import type { Parts } from './parts';
import { emptyRecovery, type IndexRecovery, provenEnd, restoreIndex } from './saved-index';
import { framesBehind, type Visit, walkFrames, zeroesFrom } from './scan';
import { newStoreId, SEGMENT_HEAD, segmentName } from './segment';
import { SEGMENT_COUNT, writeSegmentCount } from './segment-count';
import { isLeftover, isPartName, type PartHead } from './snapshot';

export type Recovered = {
  readonly log: Log;
  readonly committed: CommittedState;
  readonly parts: Parts;
  /** What had to be read from the log, in parts that can be saved. */
  readonly unsaved: readonly PartHead[];
};

type RecoveryOptions = LogFiles & {
  readonly say: (text: string) => void;
  readonly trusting: boolean;
  /** Events in a part of the saved index. */
  readonly every: number;
};

/**
 * So much of the newest log is checked at each start, besides all that the saved index does not hold: to read more would
 * take as long as to do without an index. What is older is checked when it is read, and by `verify`.
 */
const CHECKED_AT_START = 16 * 2 ** 20;

/**
 * Opens what is in a directory: segments in order, the saved index as far as it can be trusted, the rest from the log.
 * A torn tail is cut off, and said. Damage anywhere else throws `DamagedLog`, and nothing is changed.
 */
export const recover = async (options: RecoveryOptions): Promise<Recovered> => {
  const { disk, dir } = options;
  const names = await disk.list(dir);
  const found = await openSegments(options, names);
  if (found?.unused !== undefined && found.segments.length === 0) await removeUnused(options, found.unused);
  if (found === undefined || found.segments.length === 0) {
    const log = await create(options);
    return { log, ...emptyRecovery(options, log) };
  }
  const log = new Log(options, found.storeId, found.segments, found.end);
  try {
    return await restored(options, log, names, found);
  } catch (error) {
    await log.abandon();
    throw error;
  }
};

const restored = async (
  options: RecoveryOptions,
  log: Log,
  names: readonly string[],
  { unused, isCounted }: OpenedSegments,
): Promise<Recovered> => {
  let { recovery, stale } = await restoreIndex(options, log, names);
  const proven = await provenEnd(options, log, stale, recovery.trusted);
  mustReach(log, log.end, proven);
  let scanned = await scan(options, log, recovery, proven);
  if (scanned === 'index in doubt') {
    options.say('The saved index does not fit the log. It is rebuilt from the log.');
    recovery = emptyRecovery(options, log);
    scanned = await scan(options, log, recovery, proven);
    stale = names.filter((name) => isPartName(name) || isLeftover(name));
  } else if (stale.some(isPartName))
    options.say(`The index saved behind log position ${recovery.trusted} cannot be used. It is rebuilt from the log.`);
  // Only now: as long as the log was in doubt these were its only proof.
  if (unused !== undefined) await removeUnused(options, unused);
  await discard(options, stale);
  if (!isCounted) await countSegments(options, log);
  return { log: await settled(options, log, scanned), ...recovery };
};

const mustReach = ({ last }: Log, end: number, proven: number): void => {
  if (end >= proven) return;
  const what = `the log ends here, and the saved index knows of ${proven - end} bytes more.`;
  throw new DamagedLog(last.name, end - last.base + SEGMENT_HEAD, end, what);
};

// A store of an earlier version, a backup, or the count is damaged: the log is as it should be, and is counted again. That
// serves the next start; for want of room this one goes on without.
const countSegments = async ({ disk, dir, say }: RecoveryOptions, { last, storeId }: Log): Promise<void> => {
  if (last.number === 1) return discard({ disk, dir }, [SEGMENT_COUNT]);
  await writeSegmentCount(disk, dir, { storeId, segments: last.number, base: last.base }).catch((error: Error) =>
    say(`The number of segments was not written down (${error.message}). The next start tries again.`),
  );
};

const removeUnused = async ({ disk, dir, say }: RecoveryOptions, name: string): Promise<void> => {
  await disk.remove(join(dir, name));
  await disk.syncDir(dir);
  say(`${name} was begun and never used. It was removed.`);
};

// What the last run wrote last may lie in the kernel's cache only, even after an fdatasync: one that failed leaves pages
// behind that look clean and were never written. So it is written again and synced, before anyone reads it.
const settled = async (
  { disk, dir }: RecoveryOptions,
  log: Log,
  lastBatch: number | 'index in doubt',
): Promise<Log> => {
  await log.rewriteTail(lastBatch === 'index in doubt' ? log.last.base : Math.max(lastBatch, log.last.base));
  await disk.syncDir(dir);
  return log;
};

const create = async (options: RecoveryOptions): Promise<Log> => {
  const head = { number: 1, base: 0, storeId: newStoreId() };
  const file = await createSegment(options, head);
  return new Log(options, head.storeId, [{ ...head, name: segmentName(1), file }], 0);
};

const discard = async (
  { disk, dir }: Pick<RecoveryOptions, 'disk' | 'dir'>,
  names: readonly string[],
): Promise<void> => {
  for (const name of names) await disk.remove(join(dir, name)).catch(() => undefined);
};

/**
 * Reads the log: checks what the index holds (as far back as is done at a start), and takes what it does not. Answers
 * where the last batch began.
 */
const scan = async (
  options: RecoveryOptions,
  log: Log,
  recovery: IndexRecovery,
  proven: number,
): Promise<number | 'index in doubt'> => {
  const { committed, trusted, bounds } = recovery;
  const written = log.end;
  const from = bounds.findLast((bound) => bound <= written - CHECKED_AT_START) ?? 0;
  const { index } = committed;
  let ordinal = Number.NaN;
  let fits = true;
  let lastBatch = 0;
  const visit: Visit = (bytes, at, position, head) => {
    lastBatch = head.batch;
    if (position >= trusted) return takeFrame(recovery, bytes, at, position, head);
    if (Number.isNaN(ordinal)) ordinal = index.atPosition(position);
    fits &&= position + head.length <= trusted;
    if (head.count > 0) fits &&= committed.matches(ordinal, bytes, at + FRAME_HEAD, position + FRAME_HEAD);
    ordinal += head.count;
  };
  for (const [i, segment] of log.segments.entries()) {
    const end = log.segments[i + 1]?.base ?? written;
    if (end <= from && i < log.segments.length - 1) continue;
    const sound = await walkFrames(segment.file, segment.base, Math.max(segment.base, from), visit, {
      trusting: options.trusting,
    });
    if (!fits) return 'index in doubt';
    if (sound === end) continue;
    await mustBeTorn(segment, sound, i === log.segments.length - 1, proven);
    await cut(options, log, segment, sound);
  }
  return lastBatch;
};

const takeFrame = (
  { committed, parts, unsaved }: IndexRecovery,
  bytes: Buffer,
  at: number,
  position: number,
  head: FrameHead,
): void => {
  for (const start of recordsOf(bytes, at, head)) committed.addRecord(bytes, start, position + start - at);
  if (parts.isTime) unsaved.push(parts.cut(position + head.length, true));
};

// What was written together may be torn together: sound frames may stand behind a broken one, if all of them belong to
// the batch that the broken one belongs to. Anything written later proves that this place was durable once.
const mustBeTorn = async (segment: Segment, sound: number, isLast: boolean, proven: number): Promise<void> => {
  const offset = sound - segment.base + SEGMENT_HEAD;
  const damaged = (what: string) => new DamagedLog(segment.name, offset, sound, what);
  if (!isLast) throw damaged('there is no sound frame here, and later segments follow.');
  if (sound < proven) throw damaged('there is no sound frame here, and the saved index knows that there was one.');
  let behind: number | undefined;
  await framesBehind(segment.file, segment.base, sound, (position, { batch }) => {
    if (batch > sound) behind = position;
    return batch > sound ? 'enough' : 'go on';
  });
  if (behind !== undefined)
    throw damaged(`there is no sound frame here, and later ones follow (at log position ${behind}).`);
};

const cut = async ({ say }: RecoveryOptions, log: Log, { name, file, base }: Segment, sound: number): Promise<void> => {
  const torn = (await zeroesFrom(file, base, sound)) - sound;
  log.end = sound;
  await log.truncateTail();
  // Zeroes were reserved for later appends.
  if (torn === 0) return;
  say(
    `${name} ended in ${torn} bytes that are no whole append, cut off at log position ${sound}: what a crash leaves of a ` +
      'write that nobody was answered. If there was no crash, compare with a backup.',
  );
};
