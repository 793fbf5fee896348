// billing-<ticketId>: what is written there. These names and fields are the storage format.

import type { Approved, Declined, Lapsed, Proposed } from '#approvals';
import type { MessageOf } from '#kernel';
import type { Channel } from '#policy';
import type { JointDecision, PostingKind } from '#ticketing';
import type { Derivation } from './derivation';
import type { BillingFact } from './facts';
import type { Terms } from './terms';

export type FactNoted = {
  type: 'FactNoted';
  ticketRevision: number;
  ticketEventId: string;
  occurredAt: string;
  recordedAt: string;
  fact: BillingFact;
};
export type Assessed<T extends string> = { type: T; assessmentId: string; event: number; at: string } & Derivation;
/** `waitsFor`: more is wanted than is posted, and that amount waits for an approval. A dispute and a correction are facts. */
export type ChargeAssessed = {
  outcome: 'charged' | 'pending' | 'waived';
  waitsFor?: 'amount';
} & Assessed<'ChargeAssessed'>;
export type ChargeNotApplicable = { rule: string } & Assessed<'ChargeNotApplicable'>;
export type BillingHeld = { rule?: string } & Assessed<'BillingHeld'>;
export type Posting = {
  postingId: string;
  assessmentId: string;
  event: number;
  /** When what it answers was recorded; the ledger's month is this instant's in the policy's zone. */
  at: string;
  /** Signed. */
  cents: number;
  balanceCents: number;
};
export type Posts<T extends string> = { type: T } & Posting;
export type Decision<T extends string> = { type: T; event: number; at: string };
/** The cause of a closed event is not determined yet: `percent` of the time that its review has are over at `at`. */
export type FaultReviewReminded = { percent: number; dueAt: string } & Decision<'FaultReviewReminded'>;
/**
 * A decision that depends on this ledger is on its way, and nobody else decides here until it has come to an end. On the
 * ledger of the ticket that decides it says what is decided, so that others can finish it where its process has died.
 */
export type LedgerReserved = {
  type: 'LedgerReserved';
  reservationId: string;
  /** The ticket that decides. */
  source: string;
  /** Under which command id it is decided; with `decision`, on the ledger of `source` alone. */
  commandId?: string;
  decision?: JointDecision;
  ifRevision?: number;
};
export type LedgerReleased = { type: 'LedgerReleased'; reservationId: string };
/** Late work, or a late change of it, waits for an approval: by `cents` the event would come to more with it. */
export type LateWorkHeld = { cents: number } & Decision<'LateWorkHeld'>;
/** The client was shown what the help may cost, in these words, on this channel: by whom, the stamp says. */
export type TermsDisclosed = { channel: Channel; terms: Terms; words: string } & Decision<'TermsDisclosed'>;
/** A decision about one event as it may wait for a second person: the storage format of a proposal's `act`. */
export type ProposedDecision = {
  type: 'WaiveBilling' | 'ReinstateBilling' | 'ApproveBilling';
  event: number;
  reason?: string;
};
export type BillingEventOf<T extends BillingEvent['type']> = MessageOf<BillingEvent, T>;
export type BillingEvent =
  | FactNoted
  /** Another ticket was merged into this one; what it brings is on its way, and charges wait for it. */
  | { type: 'MergeExpected'; from: string }
  /** This ticket was merged away, and the survivor has what it brings. */
  | { type: 'MergeHandedOn'; survivor: string }
  | ChargeAssessed
  | ChargeNotApplicable
  | BillingHeld
  | FaultReviewReminded
  | Posts<'ChargePosted'>
  | Posts<'SupplementaryPosted'>
  | Posts<'CreditPosted'>
  | Posts<'ChargeRebilled'>
  | TermsDisclosed
  | Decision<'TermsAccepted'>
  | Decision<'TermsDeclined'>
  /** `wantedCents`: what the event comes to with the approval, where its policy limits amounts. */
  /** `by`: who proposed it, where the event is recorded by whoever approved. */
  | ({ reason?: string; by?: string; approver?: string; wantedCents?: number } & Decision<'BillingApproved'>)
  | ({ how: 'person' | 'time_elapsed'; reason?: string; by?: string; approver?: string } & Decision<'BillingWaived'>)
  | ({ reason?: string; by?: string; approver: string } & Decision<'BillingReinstated'>)
  | ({ event: number } & { type: 'DecisionProposed' } & Proposed<ProposedDecision>)
  | ({ event: number } & { type: 'DecisionApproved' } & Approved)
  | ({ event: number } & { type: 'DecisionDeclined' } & Declined)
  | ({ event: number } & { type: 'DecisionLapsed' } & Lapsed)
  | LateWorkHeld
  | Decision<'LateWorkReleased'>
  | LedgerReserved
  | LedgerReleased;

export const KIND_OF = {
  ChargePosted: 'charge',
  SupplementaryPosted: 'supplementary',
  CreditPosted: 'credit',
  ChargeRebilled: 'rebill',
} as const satisfies Record<string, PostingKind>;
