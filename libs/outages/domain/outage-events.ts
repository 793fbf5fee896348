// outage-<id>: one root cause behind many tickets. These names and fields are the storage format.

import type { FaultClass } from '#policy';

export const OUTAGE_ERASURE_GROUNDS = ['requested', 'no_longer_needed', 'unlawful', 'legal_obligation'] as const;
export type OutageErasureGround = (typeof OUTAGE_ERASURE_GROUNDS)[number];

export type OutageOpened = { type: 'OutageOpened'; summary: string; startedAt?: string };
export type OutageTicketAttached = { type: 'OutageTicketAttached'; ticketId: string; client: string };
export type OutageTicketDetached = { type: 'OutageTicketDetached'; ticketId: string; reason: string };
/** What every attached ticket is to be told, once. */
export type OutageNoticeGiven = { type: 'OutageNoticeGiven'; noticeId: string; text: string };
/** The notice is on a ticket. `contact`: who was written to; absent where the same person is told on another ticket. */
export type OutageNoticePassedOn = {
  type: 'OutageNoticePassedOn';
  noticeId: string;
  ticketId: string;
  outcome: PassedOn;
  contact?: string;
};
/** `replied`: and its contact is written to. `told_elsewhere`: they are, on another ticket. `ended`: nobody waits there. */
export const PASSED_ON = ['replied', 'told_elsewhere', 'ended'] as const;
export type PassedOn = (typeof PASSED_ON)[number];
/** What the cause is taken for. It judges nothing: each ticket has a review of its own. */
export type OutageCauseFound = {
  type: 'OutageCauseFound';
  causeId: string;
  faultClass: FaultClass;
  sharePercent?: number;
  reason: string;
};
/** `not_possible`: the ticket takes no proposal, and never will. */
export const CAUSE_OUTCOMES = ['proposed', 'not_possible'] as const;
export type CauseOutcome = (typeof CAUSE_OUTCOMES)[number];
export type OutageCauseProposed = {
  type: 'OutageCauseProposed';
  causeId: string;
  ticketId: string;
  outcome: CauseOutcome;
};
export type OutageClosed = { type: 'OutageClosed'; note: string };
/** What was written of it is destroyed; which tickets it had stays. */
export type OutageErased = { type: 'OutageErased'; ground: OutageErasureGround };
export type OutageEvent =
  | OutageOpened
  | OutageTicketAttached
  | OutageTicketDetached
  | OutageNoticeGiven
  | OutageNoticePassedOn
  | OutageCauseFound
  | OutageCauseProposed
  | OutageClosed
  | OutageErased;
