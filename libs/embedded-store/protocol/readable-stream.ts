import { streamBackwards, streamFollowing, streamForwards } from '../engine/cursors';
import { streamRecords } from '../engine/record-source';
import type { ServedStore } from '../engine/served-store';
import { shownOf } from '../engine/shown';
import { streamDeleted } from './failure';
import type { Readable } from './readable';

export const streamReadable = (store: ServedStore, stream: string): Readable => {
  const { known } = store;
  const { index } = known;
  return {
    source: streamRecords(store, stream),
    wokenBy: stream,
    lastRevision: () => index.last(index.streams.find(stream)),
    read: ({ from, backwards }) => {
      const shown = shownOf(known, stream);
      if (shown.is === 'tombstoned') throw streamDeleted(stream);
      if (shown.is === 'missing') return 'missing';
      const { number, lowest, last } = shown;
      // Forwards from the end is refused before this.
      const named = { start: 0, end: backwards ? last : 0 };
      const revision = typeof from === 'number' ? from : named[from];
      if (backwards) return streamBackwards(known, number, Math.min(last, revision), lowest);
      return streamForwards(known, number, Math.max(lowest, revision), last);
    },
    follow: ({ from }) => {
      if (shownOf(known, stream).is === 'tombstoned') throw streamDeleted(stream);
      const named = { start: -1, end: index.last(index.streams.find(stream)) };
      return streamFollowing(known, stream, typeof from === 'number' ? from : named[from]);
    },
  };
};
