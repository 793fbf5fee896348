import { isUtf8 } from 'node:buffer';
import type { Expected } from '../semantics/append-decision';
import { type EventId, eventId, eventIdOfHalves, isZero } from '../storage/event-id';
import type { NewEvent } from '../storage/record';
import type { ExpectedFields, ProposedMessage, StreamIdentifier, Uuid } from './codec';
import { badRequest, metadataMissing } from './failure';

const EMPTY = Buffer.alloc(0);
/** Bytes. The index keeps every name in memory. */
const NAME_MAX = 8192;
const JSON_TYPE = 'application/json';

/** Throws `CallFailure`. */
export const streamName = (identifier: StreamIdentifier | undefined): string => {
  const bytes = identifier?.stream_name ?? EMPTY;
  if (bytes.length === 0) throw badRequest('The stream name is empty.');
  if (bytes.length > NAME_MAX)
    throw badRequest(`A stream name may hold at most ${NAME_MAX} bytes; this one holds ${bytes.length}.`);
  if (!isUtf8(bytes)) throw badRequest('The stream name is no UTF-8.');
  return bytes.toString('utf8');
};

/** Nothing said means revision 0 to protobuf; a client that means it says so. */
export const expectedOf = (fields: ExpectedFields): Expected => {
  if (fields.any) return 'any';
  if (fields.no_stream) return 'no_stream';
  if (fields.stream_exists) return 'stream_exists';
  if (fields.revision !== undefined) return { revision: BigInt(fields.revision) };
  throw badRequest('The request does not say which revision of the stream it expects.');
};

/** Undefined where it is no UUID. */
export const uuidOf = (uuid: Uuid | undefined): EventId | undefined => {
  if (uuid?.string !== undefined) return eventId(uuid.string);
  const halves = uuid?.structured;
  return (
    halves && eventIdOfHalves(BigInt(halves.most_significant_bits ?? 0), BigInt(halves.least_significant_bits ?? 0))
  );
};

export type Proposed = Omit<NewEvent, 'created'>;

/** Throws `CallFailure`. */
export const proposedEvent = ({ id: uuid, metadata: system, custom_metadata, data }: ProposedMessage): Proposed => {
  const id = uuidOf(uuid);
  if (id === undefined) throw badRequest('An event has no id, or one that is no UUID.');
  if (isZero(id)) throw badRequest('An event has an empty id (all zeros).');
  const type = system?.type;
  const contentType = system?.['content-type'];
  if (type === undefined || contentType === undefined) throw metadataMissing();
  if (type === '') throw badRequest('An event has an empty type.');
  if (Buffer.byteLength(type) > NAME_MAX) throw badRequest(`An event type may hold at most ${NAME_MAX} bytes.`);
  return { id, type, isJson: contentType === JSON_TYPE, metadata: custom_metadata ?? EMPTY, data: data ?? EMPTY };
};

/** What counts towards the limit of an append: data, metadata, and the type at two bytes a character, as on the server. */
export const sizeOf = ({ data, metadata, type }: Proposed): number => data.length + metadata.length + 2 * type.length;
