import { CommittedState } from '../storage/committed-state';
import { type Disk, realDisk } from '../storage/disk';
import { TOMBSTONE } from '../storage/event-index';
import { isSoundRecord, recordsOf } from '../storage/frame';
import { parseRecord } from '../storage/record';
import { SEGMENT_HEAD } from '../storage/segment';
import { checkParts } from './check-parts';
import { type Survey, type SurveyOptions, survey } from './survey';
import type { Problem } from './survey-findings';

export type Verdict = Survey & {
  readonly events: number;
  readonly streams: number;
  /** What the log itself holds against itself, beyond its checksums: places, revisions. */
  readonly contradictions: readonly Omit<Problem, 'is'>[];
  /** Parts of the saved index that do not fit; they will be rebuilt. */
  readonly staleParts: readonly string[];
};

/**
 * Checks everything there is to check: segments, frames, records, that each event stands where it says, that no stream
 * has a gap, that the saved index says what the log says. Throws `CannotLook`.
 */
export const verify = async (dir: string, options: SurveyOptions = {}): Promise<Verdict> => {
  const committed = new CommittedState();
  const contradictions: Omit<Problem, 'is'>[] = [];
  const surveyed = await survey(dir, {
    ...options,
    visit: (segment) => (bytes, at, position, frame) => {
      for (const start of recordsOf(bytes, at, frame)) {
        const place = position + start - at;
        const what = contradiction(committed, bytes, start, place);
        if (what)
          contradictions.push({
            segment: segment.name,
            offset: place - segment.base + SEGMENT_HEAD,
            position: place,
            what,
          });
        committed.addRecord(bytes, start, place);
      }
    },
  });
  const disk: Disk = options.disk ?? realDisk;
  const staleParts = surveyed.problems.some(({ is }) => is === 'damaged')
    ? []
    : await checkParts(disk, dir, committed, surveyed);
  return {
    ...surveyed,
    events: committed.index.count,
    streams: committed.index.streamsWritten,
    contradictions,
    staleParts,
  };
};

const contradiction = ({ index }: CommittedState, bytes: Buffer, start: number, place: number): string | undefined => {
  if (!isSoundRecord(bytes.subarray(start)))
    return 'the checksum of one event is wrong, though that of its frame is right.';
  const { stream, revision, position } = parseRecord(bytes, start);
  if (position !== place) return `an event of ${stream} says that it stands at ${position}.`;
  const number = index.streams.find(stream);
  if (index.isTombstoned(number)) return `${stream} goes on behind its tombstone.`;
  const last = index.last(number);
  if (revision === last + 1 || revision === TOMBSTONE) return undefined;
  return `${stream} goes on with revision ${revision} behind revision ${last}.`;
};
