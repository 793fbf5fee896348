// An event as it lies in the embedded log, in the form in which the store hands events over.

import type { StoredEvent } from '#embedded-store';
import type { Stored } from '#event-store';

/** `prefix` is taken off the name of its stream. */
export const storedOf = ({ stream, revision, idText, type, data, metadata }: StoredEvent, prefix: string): Stored => ({
  stream: stream.slice(prefix.length),
  revision,
  eventId: idText,
  type,
  data: jsonOf(data),
  metadata: jsonOf(metadata),
});

/** What is no JSON was not written by us: it stays as base64url, as the client shows it. */
export const jsonOf = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return bytes.toString('base64url');
  }
};
