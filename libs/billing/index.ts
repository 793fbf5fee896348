// The published language of billing: what is owed, what was posted, and why.
export { type Assessment, assess, type Rule } from './domain/assessment';
export { BILLING_EVENTS } from './domain/catalog';
export type { Derivation } from './domain/derivation';
export { eventCount, type Incident, type TermsAnswer } from './domain/incident';
export {
  type BillingCommand,
  type BillingContext,
  type BillingEvent,
  type BillingProblem,
  type Ledger,
  ledger,
  nextWaiver,
  type PostedLine,
  postedOf,
} from './domain/ledger';
