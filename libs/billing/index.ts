// The published language of billing: what is owed, what was posted, and why.
export { BILLING_COMMANDS, decisionsOf, PROPOSAL_COMMANDS } from './application/decisions';
export { amountOf } from './domain/amount';
export { type Assessment, assess, atStake, type Rule } from './domain/assessment';
export { invoiceKey, type MonthProblem } from './domain/billed-lines';
export { BILLING_EVENTS } from './domain/catalog';
export { type Derivation, derivationOf } from './domain/derivation';
export { factOf } from './domain/facts';
export { HANDOVER_STATES } from './domain/handover';
export { applyFact, eventCount, type Incident, type TermsAnswer } from './domain/incident';
export { type BillingCommand, type BillingContext, type BillingProblem, ledger } from './domain/ledger';
export { assessmentEvent } from './domain/ledger-builder';
export { type BillingEvent, type BillingEventOf, type FactNoted, KIND_OF } from './domain/ledger-events';
export { type Ledger, type PostedLine, postedOf } from './domain/ledger-state';
export {
  billedIn,
  type ExportedLine,
  type LedgerMonths,
  lastClosed,
  ledgerMonths,
  MONTH_EVENTS,
  type MonthCommand,
} from './domain/months';
export { type PostingCause, ruleOf } from './domain/posting-cause';
export { nextWaiver } from './domain/timers';
export { dollars, FAULT } from './domain/words';
