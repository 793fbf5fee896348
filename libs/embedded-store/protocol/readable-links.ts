import { linksBackwards, linksFollowing, linksForwards } from '../engine/cursors';
import type { LinkStream } from '../engine/link-stream';
import { linkRecords } from '../engine/record-source';
import type { ServedStore } from '../engine/served-store';
import type { Readable } from './readable';

export const linksReadable = (store: ServedStore, links: LinkStream): Readable => ({
  source: linkRecords(store, links),
  // Which of them are linked is known when they are looked at.
  wokenBy: undefined,
  prepare: () => links.catchUp(),
  lastRevision: () => links.count - 1,
  read: ({ from, backwards }) => {
    const last = links.count - 1;
    if (last < 0) return 'missing';
    const named = { start: 0, end: last };
    const revision = typeof from === 'number' ? from : named[from];
    return backwards ? linksBackwards(Math.min(last, revision)) : linksForwards(revision, last);
  },
  follow: ({ from }) => {
    const named = { start: -1, end: links.count - 1 };
    return linksFollowing(links, typeof from === 'number' ? from : named[from]);
  },
});
