// page-<ticketId>, what is written of it. These names and fields are the storage format. A ticket may be paged for more than
// once, in a later cycle say: `page` counts from 1.

import type { Catalog } from '#kernel';
import type { RosterLevel } from '#policy';
import type { ChannelKind } from './roster-document';

/** Who is called in which order, as the ticket's policy said when the page was dispatched. */
export type PagePlan = {
  readonly levels: readonly RosterLevel[];
  /** Minutes until the next one is called. */
  readonly ackMinutes: number;
  readonly rounds: number;
};
export const TRIGGERS = ['opened', 'contact', 'reopened', 'priority'] as const;
/** What makes a ticket one that somebody must be woken for. */
export type PageTrigger = {
  readonly how: (typeof TRIGGERS)[number];
  readonly eventId: string;
  /** When the client contacted us, or the priority became one that pages. */
  readonly at: string;
};

export type PageDispatched = {
  type: 'PageDispatched';
  page: number;
  cycle: number;
  client: string;
  priority: string;
  trigger: PageTrigger;
  team: string;
  plan: PagePlan;
};
/** It would have come so late that it woke somebody for nothing. */
export type PageWithheld = { type: 'PageWithheld'; page: number; cycle: number; trigger: PageTrigger };
/** It is about to be sent. Recorded first: whoever recorded it sends it, and nobody else does. */
export type PageAttempted = {
  type: 'PageAttempted';
  page: number;
  attempt: number;
  round: number;
  level: RosterLevel;
  person: string;
  channel: ChannelKind;
  /** SHA-256 of what the link in the message ends in. */
  linkHash: string;
};
/** The channel has taken it. */
export type PageDelivered = { type: 'PageDelivered'; page: number; attempt: number };
export const FAILURES = ['refused', 'unknown', 'abandoned'] as const;
/** `refused`: it was not taken. `unknown`: nobody knows. `abandoned`: who was to send it died, perhaps before, perhaps after. */
export type PageFailure = (typeof FAILURES)[number];
export type PageFailed = { type: 'PageFailed'; page: number; attempt: number; outcome: PageFailure; reason: string };
export const ESCALATED_BECAUSE = ['not_acknowledged', 'not_delivered', 'nobody_on_call'] as const;
/** The next one is called: of the next level, or of the first one in the next round. */
export type PageEscalated = {
  type: 'PageEscalated';
  page: number;
  from: RosterLevel;
  to: RosterLevel;
  round: number;
  because: (typeof ESCALATED_BECAUSE)[number];
};
export const ACKNOWLEDGED_BY = ['api', 'link'] as const;
/** Somebody has it. Nothing is sent any more, whatever comes due. */
export type PageAcknowledged = {
  type: 'PageAcknowledged';
  page: number;
  person: string;
  how: (typeof ACKNOWLEDGED_BY)[number];
};
export const ENDED_BECAUSE = ['merged', 'priority', 'resolved', 'closed', 'cancelled', 'rejected'] as const;
/** Nobody needs to come any more. */
export type PageEnded = { type: 'PageEnded'; page: number; because: (typeof ENDED_BECAUSE)[number] };
/** Everybody was called, as often as the policy says, and nobody came. */
export type PageExhausted = { type: 'PageExhausted'; page: number; rounds: number };

export type PageEvent =
  | PageDispatched
  | PageWithheld
  | PageAttempted
  | PageDelivered
  | PageFailed
  | PageEscalated
  | PageAcknowledged
  | PageEnded
  | PageExhausted;

export const PAGE_EVENTS = {
  PageDispatched: { schemaVersion: 1 },
  PageWithheld: { schemaVersion: 1 },
  PageAttempted: { schemaVersion: 1 },
  PageDelivered: { schemaVersion: 1 },
  PageFailed: { schemaVersion: 1 },
  PageEscalated: { schemaVersion: 1 },
  PageAcknowledged: { schemaVersion: 1 },
  PageEnded: { schemaVersion: 1 },
  PageExhausted: { schemaVersion: 1 },
} as const satisfies Catalog<PageEvent>;
