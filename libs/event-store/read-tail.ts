import type { Reader } from './client/read';
import { type DecodingContext, delivered } from './consume/lazy-event';
import { erases } from './envelope/envelope';
import type { Delivered } from './envelope/stored';
import type { FoldedStreams } from './folded';

/** Reads a stream from a revision on for those that fold it, and notes which keys it was sealed with. */
export const readTail = async (
  stream: string,
  from: number,
  take: (recorded: Delivered) => void,
  { reader, folded, decoding }: { reader: Reader; folded: FoldedStreams; decoding: DecodingContext },
): Promise<void> => {
  const { catalogs, keys } = decoding;
  const remembered = folded.of(stream);
  for await (const event of reader.read(stream, from)) {
    const revision = Number(event.revision);
    const onKey = (keyId: string) => {
      if (keys.find(keyId) !== 'destroyed') remembered.opened.add(keyId);
      if (revision < remembered.keyRevision) return;
      remembered.keyRevision = revision;
      remembered.keyId = keyId;
    };
    const read = delivered(event, decoding, onKey);
    take(read);
    if (erases(catalogs, stream, read.event.type)) folded.needsNewKey(stream, revision);
  }
};
