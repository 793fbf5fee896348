import type { ProposalProblem } from '#approvals';
import type { RingProblem } from '../application/merging';
import type { CorrectionProblem } from '../domain/contact-correction';
import type { ContactProblem } from '../domain/contacts';
import type { DisputeProblem } from '../domain/dispute';
import type { ErasureProblem } from '../domain/erasure';
import type { FaultProblem } from '../domain/fault-review';
import type { InvolvementProblem } from '../domain/involvement';
import type { LifecycleProblem } from '../domain/lifecycle';
import type { LinkProblem } from '../domain/links';
import type { MergeProblem } from '../domain/merging';
import type { PolicyBindingProblem } from '../domain/policy-binding';
import type { ReservationProblem } from '../domain/reservation';
import type { ReviewCaseProblem } from '../domain/review-case';
import type { ClaimProblem } from '../domain/review-claim';
import type { RightsProblem } from '../domain/rights';
import type { ShareProblem } from '../domain/share';
import type { TicketProblem } from '../domain/ticket';
import type { TierProblem } from '../domain/tier';
import type { WorkProblem } from '../domain/work';

/** Every refusal of a ticket. */
export type TicketingProblem =
  | LifecycleProblem
  | WorkProblem
  | ClaimProblem
  | FaultProblem
  | InvolvementProblem
  | ContactProblem
  | CorrectionProblem
  | LinkProblem
  | DisputeProblem
  | MergeProblem
  | PolicyBindingProblem
  | ReservationProblem
  | RingProblem
  | TierProblem
  | ErasureProblem
  | ProposalProblem
  | ReviewCaseProblem
  | RightsProblem
  | ShareProblem
  | TicketProblem;
