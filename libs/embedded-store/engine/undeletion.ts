import { isMetastream, METADATA_TYPE, metastreamOf, originalOf, withTruncateBefore } from '../semantics/metadata';
import type { EventId } from '../storage/event-id';
import type { PlacedEvent } from '../storage/record';
import type { StreamView } from './stream-view';

const EMPTY = Buffer.alloc(0);

/**
 * What must be written behind an append to a soft-deleted stream, or to its metastream, so that the stream is there
 * again: its metadata once more, hiding what was deleted. Numbering goes on. Undefined where the metadata is no object.
 */
export const undeletion = (
  deleted: StreamView,
  stream: string,
  placed: readonly PlacedEvent[],
  event: { readonly id: EventId; readonly created: string },
): PlacedEvent | undefined => {
  const isMeta = isMetastream(stream);
  const written = isMeta ? placed.at(-1) : undefined;
  const text = written ? written.data : Buffer.from(deleted.rawMetadata?.text ?? '');
  // Whatever the content type says: what can be read as an object is metadata here.
  const data = withTruncateBefore(text, deleted.last + 1);
  if (data === undefined) return undefined;
  const revision = deleted.metastreamLast + 1 + (written ? placed.length : 0);
  const place = { stream: metastreamOf(isMeta ? originalOf(stream) : stream), revision };
  return { ...place, ...event, type: METADATA_TYPE, isJson: true, metadata: EMPTY, data };
};
