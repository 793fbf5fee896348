import type { ServedStore } from '../engine/served-store';
import type { Readable } from './readable';
import { allReadable } from './readable-all';
import { linksReadable } from './readable-links';
import { streamReadable } from './readable-stream';

/** `stream`: undefined is `$all`. */
export const findReadable = (store: ServedStore, stream: string | undefined): Readable => {
  if (stream === undefined) return allReadable(store);
  const links = store.links.find(stream);
  return links ? linksReadable(store, links) : streamReadable(store, stream);
};
