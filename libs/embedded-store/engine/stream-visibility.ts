import { isMetastream, originalOf } from '../semantics/metadata';
import { lowestShown, METASTREAM_METADATA } from '../semantics/visible';
import type { CommittedState } from '../storage/committed-state';
import { NONE, TOMBSTONE } from '../storage/event-index';

/** What a stream shows a reader now, or why it shows nothing. */
export type StreamVisibility =
  | { readonly is: 'missing' }
  | { readonly is: 'tombstoned' }
  | {
      readonly is: 'shown';
      readonly number: number;
      readonly lowest: number;
      readonly last: number;
      /** Seconds: whoever reads the events leaves out older ones. */
      readonly maxAge: number | undefined;
    };

export const visibilityOf = (committed: CommittedState, stream: string): StreamVisibility => {
  const { index } = committed;
  const number = index.streams.find(stream);
  const isMeta = isMetastream(stream);
  const decisive = isMeta ? index.streams.find(originalOf(stream)) : number;
  if (index.isTombstoned(number) || index.isTombstoned(decisive)) return { is: 'tombstoned' };
  const last = index.last(number);
  const metadata = isMeta ? METASTREAM_METADATA : committed.metadataOf(number);
  if (last < 0 || metadata.softDeleted) return { is: 'missing' };
  return { is: 'shown', number, last, lowest: lowestShown(last, metadata), maxAge: metadata.maxAge };
};

/** The ordinals of the revisions [from, to] of a stream, ascending. */
export const ordinalsOf = ({ index }: CommittedState, stream: number, from: number, to: number): number[] => {
  const ordinals: number[] = [];
  let at = index.atOrBefore(stream, to);
  for (; at !== NONE && index.revision.get(at) >= from; at = index.previous(at)) ordinals.push(at);
  return ordinals.reverse();
};

/** The tombstone of a stream, if it has one. */
export const tombstoneOf = ({ index }: CommittedState, stream: number): number | undefined => {
  const tail = index.tail(stream);
  return tail !== NONE && index.revision.get(tail) === TOMBSTONE ? tail : undefined;
};
