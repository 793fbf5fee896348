// What the saved index brings to a start, and what it proves. Its parts lie beside the log; each can be made again from it,
// and each proves that the log once reached where it ends.
import { CommittedState } from './committed-state';
import type { Disk } from './disk';
import type { Log } from './log';
import { FIRST_PART, type PartStart, Parts, startBehind } from './parts';
import { isLeftover, isPartName, loadPart, type PartHead, partFrom, partName, readPart } from './snapshot';

type IndexFiles = { readonly disk: Disk; readonly dir: string; readonly every: number };

/** The state that is being restored: from the saved index first, then from the log behind it. */
export type IndexRecovery = {
  readonly committed: CommittedState;
  readonly parts: Parts;
  readonly unsaved: PartHead[];
  /** Where the parts of the saved index that are used end: boundaries of frames, ascending. */
  readonly bounds: readonly number[];
  readonly trusted: number;
};

export const emptyRecovery = ({ every }: IndexFiles, { storeId }: Log): IndexRecovery => {
  const committed = new CommittedState();
  return { committed, parts: new Parts(committed, storeId, every, FIRST_PART), unsaved: [], bounds: [0], trusted: 0 };
};

/** Takes the parts of the saved index that follow on each other and lie within the log; the others are stale. */
export const restoreIndex = async (
  files: IndexFiles,
  log: Log,
  names: readonly string[],
): Promise<{ recovery: IndexRecovery; stale: readonly string[] }> => {
  const committed = new CommittedState();
  let start = FIRST_PART;
  const bounds = [0];
  let isWhole = true;
  while (isWhole) {
    const isThere = names.includes(partName(start.ordinal));
    const part = isThere ? await readPart(files.disk, files.dir, start.ordinal) : undefined;
    if (part === undefined || !follows(part[0], start, log)) break;
    loadPart(committed, ...part);
    bounds.push(part[0].end);
    isWhole = part[0].full;
    if (!isWhole) break;
    start = startBehind(part[0]);
    committed.changes = new Map();
  }
  const parts = new Parts(committed, log.storeId, files.every, start);
  const used = isWhole ? start.ordinal : start.ordinal + 1;
  const stale = names.filter((name) => isLeftover(name) || (isPartName(name) && name >= partName(used)));
  return { recovery: { committed, parts, unsaved: [], bounds, trusted: bounds.at(-1) ?? 0 }, stale };
};

const follows = (part: PartHead, start: PartStart, { storeId, end }: Log): boolean =>
  part.storeId === storeId &&
  part.start === start.position &&
  part.end <= end &&
  part.streams[0] === start.streams &&
  part.types[0] === start.types;

/**
 * The log position up to which the saved index of this store knows the log: all before it was durable once. Parts that
 * cannot be used as an index are asked too: that they do not fit what is left may be because something is missing.
 */
export const provenEnd = async (
  { disk, dir }: IndexFiles,
  { storeId }: Log,
  stale: readonly string[],
  trusted: number,
) => {
  let proven = trusted;
  for (const name of stale.filter(isPartName)) {
    const part = await readPart(disk, dir, partFrom(name));
    if (part?.[0].storeId === storeId) proven = Math.max(proven, part[0].end);
  }
  return proven;
};
