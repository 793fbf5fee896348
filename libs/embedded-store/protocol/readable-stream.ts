import { streamBackwards, streamFollowing, streamForwards } from '../engine/cursors';
import { streamRecords } from '../engine/record-source';
import type { ServedStore } from '../engine/served-store';
import { visibilityOf } from '../engine/stream-visibility';
import { streamDeleted } from './failure';
import type { Readable } from './readable';

export const streamReadable = (store: ServedStore, stream: string): Readable => {
  const { committed } = store;
  const { index } = committed;
  return {
    source: streamRecords(store, stream),
    wokenBy: stream,
    lastRevision: () => index.last(index.streams.find(stream)),
    read: ({ from, backwards }) => {
      const visibility = visibilityOf(committed, stream);
      if (visibility.is === 'tombstoned') throw streamDeleted(stream);
      if (visibility.is === 'missing') return 'missing';
      const { number, lowest, last } = visibility;
      // Forwards from the end is refused before this.
      const named = { start: 0, end: backwards ? last : 0 };
      const revision = typeof from === 'number' ? from : named[from];
      if (backwards) return streamBackwards(committed, number, Math.min(last, revision), lowest);
      return streamForwards(committed, number, Math.max(lowest, revision), last);
    },
    follow: ({ from }) => {
      if (visibilityOf(committed, stream).is === 'tombstoned') throw streamDeleted(stream);
      const named = { start: -1, end: index.last(index.streams.find(stream)) };
      return streamFollowing(committed, stream, typeof from === 'number' ? from : named[from]);
    },
  };
};
