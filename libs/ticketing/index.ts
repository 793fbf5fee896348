// The published language of ticketing: what other contexts may know of a ticket.
export { TICKET_COMMANDS } from './application/commands';
export { commandsOf } from './application/legal-commands';
export { type CommandRow, type LegalCommand, type NotNow, offerOf } from './application/offers';
export { POSTING_KINDS, type PostingKind, type TicketBilled } from './domain/billed';
export { TICKET_EVENTS } from './domain/catalog';
export { type Conversation, conversation, type ReplySent } from './domain/contacts';
export type { DisputeEvent, DisputeSettled, FaultDisputed } from './domain/dispute';
export type { NotYet, PersonalDataErased } from './domain/erasure';
export type {
  Determination,
  FaultDeterminationSuperseded,
  FaultDetermined,
  FaultReviewEvent,
} from './domain/fault-review';
export { cycleAt, hasWorked } from './domain/involvement';
export { isLegal } from './domain/legality';
export * from './domain/lifecycle';
export * from './domain/lifecycle-events';
export type { MergeAbsorbed, Survivor, TicketMerged } from './domain/merging';
export { overlapOf, type PlacedEntry, type WorkOverlap } from './domain/overlap';
export type { Ticket } from './domain/part';
export type { TicketPolicyRebound } from './domain/policy-binding';
export {
  assignedAt,
  type Priorities,
  type PriorityChange,
  type PriorityEvent,
  type PriorityRequested,
  priorities,
} from './domain/priority';
export { ACT_APPROVERS, type ProposalEvent, type TicketAct } from './domain/proposals';
export {
  type DecisionRecord,
  InTheWay,
  type JointDecision,
  type LedgerReservation,
  type OpenReservation,
} from './domain/reservation';
export type { EvidenceAdded, FaultProposed, RepeatTroubleDismissed, ReviewCaseEvent } from './domain/review-case';
export { type ReviewStanding, reviewStanding } from './domain/review-standing';
export { mustHaveRight } from './domain/rights';
export { CLIENTS, DESK } from './domain/shown-to-clients';
export { statusAfter } from './domain/status';
export { type TicketCommand, type TicketEvent, type TicketEventOf, ticket } from './domain/ticket';
export type { TicketContext } from './domain/ticket-context';
export { CATEGORIES, type Category } from './domain/tier';
export { WORK_KINDS, type WorkEntry, type WorkEvent, type WorkKind, type WorkLogged } from './domain/work';
