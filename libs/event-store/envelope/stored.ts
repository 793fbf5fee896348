import type { Actor, Message, Recorded, Stamp } from '#kernel';
import type { Checkpoint, Position } from '../consume/checkpoint';

/**
 * What is kept beside the data of every event. These names are the storage format (ADR 0004).
 * Times are ISO 8601, UTC, milliseconds.
 */
export type StoredMetadata = {
  readonly occurredAt: string;
  readonly recordedAt: string;
  /** Present where `occurredAt` lies more than 15 minutes before `recordedAt`. */
  readonly backdated?: true;
  readonly actor: Actor;
  readonly commandId: string;
  /** Tells a retry of a request from another one under the same key; absent where no request was made. */
  readonly requestHash?: string;
  /** The command that began it all; the event's own command where nothing came before. */
  readonly correlationId: string;
  /** The command or event that brought this one about. */
  readonly causationId: string;
  /** The version of the policy that it was decided under, where one was. */
  readonly policyVersion?: number;
  readonly schemaVersion: number;
  /** The trace that it was written in (W3C Trace Context), where there was one. */
  readonly traceparent?: string;
};

/** An event as it lies in the store: personal fields sealed, old shapes as they were. `stream` has no store prefix. */
export type Stored = {
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  /** A JSON object, if we wrote it. */
  readonly data: unknown;
  /** `StoredMetadata`, if we wrote it. */
  readonly metadata: unknown;
};

/** What may be known of a recorded event besides what the kernel asks for. */
export type StoredStamp = Stamp &
  Pick<StoredMetadata, 'backdated' | 'correlationId' | 'causationId' | 'policyVersion' | 'traceparent'>;

/** What a context may carry besides the kernel's `Context`; `policy` is the policy that the decider was given. */
export type Provenance = {
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly policyVersion?: number;
  readonly policy?: { readonly version: number };
};

/** An event in today's shape, and where it stands. */
export type Delivered<E extends Message = Message> = Recorded<E> & {
  readonly stamp: StoredStamp;
  readonly stream: string;
  readonly position: Position;
  /** To be kept by whoever has handled this event and everything before it. */
  readonly checkpoint: Checkpoint;
};
