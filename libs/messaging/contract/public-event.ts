// public-<ticketId>: what others were told of a ticket, in the order in which it was published. Recorded, not computed:
// the feed, webhooks, Kafka and every backfill copy it. These names and fields are the storage format.

import { type Catalog, streamOf } from '#kernel';
import { CONTRACT, type PublicData, type PublicType } from './contract';

/** Which internal event brought it about. `stream` is the category: the ticket is that of the public stream itself. */
export type Cause = {
  readonly stream: 'ticket' | 'sla' | 'billing';
  readonly revision: number;
  readonly eventId: string;
};
type PublicEventOf<T extends PublicType> = {
  readonly type: T;
  /** Of the CloudEvent: made from the cause, so that it is the same whoever publishes it and however often. */
  readonly id: string;
  /** When it happened. */
  readonly time: string;
  /** When the provider learnt it. */
  readonly recordedAt: string;
  readonly cause: Cause;
  readonly data: PublicData<T>;
};
export type PublicEvent = { readonly [T in PublicType]: PublicEventOf<T> }[PublicType];

/**
 * A line for every public type. The version of the contract is in the type, and what was published in one version is
 * never brought into the shape of the next: `schemaVersion` speaks of the fields above, not of `data`.
 */
export const PUBLIC_EVENTS = Object.fromEntries(
  Object.keys(CONTRACT).map((type) => [type, { schemaVersion: 1 }]),
) as Catalog<PublicEvent>;

export const publicStream = (ticketId: string) => streamOf('public', ticketId);
