import { allBackwards, allFollowing, allForwards } from '../engine/cursors';
import { allRecords } from '../engine/record-source';
import type { ServedStore } from '../engine/served-store';
import type { Readable } from './readable';

export const allReadable = (store: ServedStore): Readable => {
  const { committed } = store;
  const { index } = committed;
  return {
    source: allRecords(store),
    wokenBy: undefined,
    lastRevision: () => -1,
    read: ({ from, backwards, filter }) => {
      const named = { start: 0, end: index.count };
      const ordinal = typeof from === 'number' ? index.atPosition(from) : named[from];
      return backwards
        ? allBackwards(committed, ordinal, filter)
        : allForwards(committed, ordinal, index.count, filter);
    },
    follow: ({ from, filter }) => {
      const lastPosition = index.count === 0 ? -1 : index.positions.get(index.count - 1);
      const named = { start: -1, end: lastPosition };
      return allFollowing(committed, typeof from === 'number' ? from : named[from], filter);
    },
  };
};
