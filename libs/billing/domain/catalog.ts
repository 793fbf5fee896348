import type { Catalog } from '#kernel';
import type { BillingEvent } from './ledger-events';

/** Every event of billing-<ticketId>, for ever, and which of its fields may hold personal data. */
export const BILLING_EVENTS = {
  FactNoted: { schemaVersion: 1 },
  MergeExpected: { schemaVersion: 1 },
  MergeHandedOn: { schemaVersion: 1 },
  ChargeAssessed: { schemaVersion: 1 },
  ChargeNotApplicable: { schemaVersion: 1 },
  BillingHeld: { schemaVersion: 1 },
  FaultReviewReminded: { schemaVersion: 1 },
  ChargePosted: { schemaVersion: 1 },
  SupplementaryPosted: { schemaVersion: 1 },
  CreditPosted: { schemaVersion: 1 },
  ChargeRebilled: { schemaVersion: 1 },
  TermsDisclosed: { schemaVersion: 1 },
  TermsAccepted: { schemaVersion: 1 },
  TermsDeclined: { schemaVersion: 1 },
  BillingApproved: { schemaVersion: 1, personal: ['reason'] },
  BillingWaived: { schemaVersion: 1, personal: ['reason'] },
  BillingReinstated: { schemaVersion: 1, personal: ['reason'] },
  LedgerReserved: { schemaVersion: 1, personal: ['decision.reason'] },
  LedgerReleased: { schemaVersion: 1 },
  LateWorkHeld: { schemaVersion: 1 },
  LateWorkReleased: { schemaVersion: 1 },
  DecisionProposed: { schemaVersion: 1, personal: ['act.reason'] },
  DecisionApproved: { schemaVersion: 1 },
  DecisionDeclined: { schemaVersion: 1, personal: ['reason'] },
  DecisionLapsed: { schemaVersion: 1 },
} as const satisfies Catalog<BillingEvent>;
