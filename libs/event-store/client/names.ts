import type { AllStreamRecordedEvent, ResolvedEvent } from '@eventstore/db-client';
import type { Position } from '../consume/checkpoint';
import type { Stored } from '../envelope/stored';

/** How streams are called in the store: on a shared server all of ours begin with a prefix, and nobody else knows. */
export type Names = {
  readonly inStore: (stream: string) => string;
  readonly ours: (name: string) => string;
  /** Neither another tenant's nor the server's own. */
  readonly isOurs: (name: string) => boolean;
};

export const namesWith = (prefix: string): Names => ({
  inStore: (stream) => prefix + stream,
  ours: (name) => name.slice(prefix.length),
  isOurs: (name) => name.startsWith(prefix) && !name.startsWith('$'),
});

type ClientEvent = NonNullable<ResolvedEvent['event']> | AllStreamRecordedEvent;

/** What is no JSON was not written by us; it is shown as base64url, and no reader takes it for an object. */
const jsonOf = (value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : value;

export const storedOf = (names: Names, event: ClientEvent): Stored => ({
  stream: names.ours(event.streamId),
  revision: Number(event.revision),
  eventId: event.id,
  type: event.type,
  data: jsonOf(event.data),
  metadata: jsonOf(event.metadata),
});

export const positionOf = ({ position }: ClientEvent): Position => {
  const commit = String(position?.commit ?? 0n);
  return { commit, prepare: position?.prepare === position?.commit ? commit : String(position?.prepare) };
};
