import { createHash } from 'node:crypto';
import { linkStreamNamed, subjectOf } from '../semantics/link-streams';
import { isMetastream, LINK_TYPE } from '../semantics/metadata';
import { type EventId, eventId } from '../storage/event-id';
import { TOMBSTONE } from '../storage/event-index';
import { parseRecord, type StoredEvent, WireRecord } from '../storage/record';

const TOMBSTONE_REVISION = String(2n ** 63n - 1n);
/** Projection, epoch, version, and version of the subsystem: as on a server whose projections were never changed. */
const PROJECTION_VERSION = '1:-1:1:4';

/** The link at a revision of a link stream, in wire form, as a server's projection would have written it for this event. */
export const linkRecord = (stream: string, revision: number, source: Buffer): Buffer => {
  const event = parseRecord(source);
  const link = {
    stream,
    revision,
    id: idOf(stream, event),
    type: LINK_TYPE,
    isJson: false,
    created: event.created,
    data: Buffer.from(targetOf(stream, event)),
    metadata: Buffer.from(JSON.stringify(metadataOf(stream, event))),
  };
  const record = new WireRecord(link, event.position);
  const bytes = Buffer.allocUnsafe(record.length);
  record.write(bytes, 0);
  return bytes;
};

const isByCategory = (stream: string): boolean => linkStreamNamed(stream)?.by === 'category';
/** A tombstone, or what is in a metastream's link: only soft deletions are, but for `$et-$metadata` and the like. */
const deletes = (link: string, { stream, revision }: StoredEvent): boolean =>
  revision === TOMBSTONE || (isMetastream(stream) && (isByCategory(link) || link === '$et-$deleted'));

const targetOf = (link: string, event: StoredEvent): string => {
  if (event.type === LINK_TYPE) return event.data.toString('utf8');
  const revision = event.revision === TOMBSTONE ? TOMBSTONE_REVISION : event.revision;
  // By type, a server names the stream of metadata by what it describes.
  return `${revision}@${isByCategory(link) ? event.stream : subjectOf(event.stream)}`;
};

const metadataOf = (link: string, event: StoredEvent): object => {
  const correlation = correlationIn(event);
  return {
    $v: PROJECTION_VERSION,
    $c: event.position,
    $p: event.position,
    ...(isByCategory(link) && { $o: subjectOf(event.stream) }),
    ...(deletes(link, event) && { $deleted: -1 }),
    $causedBy: event.idText,
    ...(correlation !== undefined && { $correlationId: correlation }),
  };
};

const correlationIn = ({ metadata }: StoredEvent): string | undefined => {
  if (metadata.length === 0 || !metadata.includes('$correlationId')) return undefined;
  try {
    const { $correlationId: id } = JSON.parse(metadata.toString('utf8'));
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
};

/** The same for an event whenever it is read: a UUID of version 8, made of the stream's name and the event's id. */
const idOf = (stream: string, { idText }: StoredEvent): EventId => {
  const bytes = createHash('sha256').update(`${stream}\0${idText}`).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const text = bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return eventId(text) as EventId;
};
