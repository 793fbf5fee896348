import { CommittedState } from '../storage/committed-state';
import type { Disk } from '../storage/disk';
import { FIRST_PART, startBehind } from '../storage/parts';
import { readSegmentCount, SEGMENT_COUNT } from '../storage/segment-count';
import { columnsOf, isPartName, loadPart, partName, readPart } from '../storage/snapshot';

/** The names of the files beside the log that do not say what the log says: parts of the saved index, the count. */
export const checkParts = async (
  disk: Disk,
  dir: string,
  log: CommittedState,
  { storeId, end }: { readonly storeId: string; readonly end: number },
): Promise<string[]> => {
  const names = await disk.list(dir);
  const count = await readSegmentCount(disk, dir, names);
  const wrongCount = count === 'unreadable' || (count !== undefined && count.storeId !== storeId);
  const unchecked = new Set(names.filter((name) => isPartName(name) || (wrongCount && name === SEGMENT_COUNT)));
  const saved = new CommittedState();
  for (let start = FIRST_PART; unchecked.has(partName(start.ordinal)); ) {
    const name = partName(start.ordinal);
    const part = await readPart(disk, dir, start.ordinal);
    if (part === undefined || part[0].storeId !== storeId || part[0].end > end || part[0].to > log.index.count) break;
    loadPart(saved, ...part);
    if (!isSame(saved, log, part[0].from, part[0].to)) break;
    unchecked.delete(name);
    if (!part[0].full) break;
    start = startBehind(part[0]);
  }
  return [...unchecked].toSorted();
};

const isSame = (saved: CommittedState, log: CommittedState, from: number, to: number): boolean => {
  const [left, right] = [columnsOf(saved), columnsOf(log)];
  const columns = left.every(([column, width], i) => {
    const other = right[i]?.[0].pieces(from * width, to * width);
    for (const piece of column.pieces(from * width, to * width)) if (!other?.next().value?.equals(piece)) return false;
    return true;
  });
  const { streams, types } = saved.index;
  return columns && hasNames(streams, log.index.streams) && hasNames(types, log.index.types);
};

type Names = CommittedState['index']['streams'];
const hasNames = (saved: Names, log: Names): boolean => {
  if (saved.count > log.count) return false;
  for (let name = 0; name < saved.count; name++) if (saved.name(name) !== log.name(name)) return false;
  return true;
};
