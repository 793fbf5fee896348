// ticket-<id>, the case before the fault review: who has taken it up, what is known of the cause, what those who worked
// on it take it for, and which contradictions by other tickets a reviewer has looked at. Nothing here moves money.

import { DomainError, type Instead, ms } from '#kernel';
import type { FaultClass } from '#policy';
import type { FaultDeterminationSuperseded, FaultDetermined } from './fault-review';
import { mustBeCycle, mustNotHaveWorked } from './involvement';
import type { AttachmentAdded } from './notes';
import type { TicketPart } from './part';
import {
  type Claims,
  claimAt,
  evolveClaims,
  type FaultReviewClaimed,
  type FaultReviewReleased,
  mustNotBeClaimed,
} from './review-claim';
import { shareOf } from './share';

// Events. These names and fields are the storage format.
/** `attachments`: SHA-256 of files on the ticket. */
export type EvidenceAdded = {
  type: 'EvidenceAdded';
  cycle: number;
  evidenceId: string;
  text: string;
  attachments: readonly string[];
};
/** What somebody takes the cause for; the review judges, and is bound by nothing of it. */
export type FaultProposed = {
  type: 'FaultProposed';
  cycle: number;
  proposalId: string;
  faultClass: FaultClass;
  sharePercent?: number;
  reason: string;
};
/** A later determination on another ticket contradicts this one, and a reviewer has found that this one stands. */
export type RepeatTroubleDismissed = {
  type: 'RepeatTroubleDismissed';
  cycle: number;
  determinationId: string;
  other: { ticketId: string; determinationId: string };
  reason: string;
};
export type ReviewCaseEvent =
  | FaultReviewClaimed
  | FaultReviewReleased
  | EvidenceAdded
  | FaultProposed
  | RepeatTroubleDismissed;
type FoldedEvent = ReviewCaseEvent | AttachmentAdded | FaultDetermined | FaultDeterminationSuperseded;

// State.
export type ReviewCase = {
  readonly claims: Claims;
  readonly files: readonly string[];
  readonly dismissed: readonly string[];
  /** What was gathered, by cycle: how much evidence, and what somebody took the cause for last. */
  readonly gathered: ReadonlyMap<number, Gathered>;
};
export type Gathered = { readonly evidence: number; readonly proposed?: FaultClass };
const NOTHING: Gathered = { evidence: 0 };
const gather = (state: ReviewCase, cycle: number, change: (gathered: Gathered) => Gathered): ReviewCase => ({
  ...state,
  gathered: new Map([...state.gathered, [cycle, change(state.gathered.get(cycle) ?? NOTHING)]]),
});

// Commands.
export type ReviewCaseCommand =
  | { type: 'ClaimReview'; cycle: number }
  | { type: 'ReleaseReview'; cycle: number }
  | { type: 'AddEvidence'; cycle: number; evidenceId: string; text: string; attachments?: readonly string[] }
  | {
      type: 'ProposeFault';
      cycle: number;
      proposalId: string;
      faultClass: FaultClass;
      sharePercent?: number;
      reason: string;
    }
  | { type: 'DismissRepeat'; cycle: number; ticketId: string; determinationId: string; reason: string };

const contradiction = (cycle: number, ticketId: string, determinationId: string) =>
  `${cycle} ${ticketId} ${determinationId}`;
const judged = (state: ReviewCase, { cycle }: { readonly cycle: number }): ReviewCase => ({
  ...state,
  claims: evolveClaims.ended(state.claims, { cycle }),
});

export const reviewCase: TicketPart<ReviewCaseCommand, ReviewCase, ReviewCaseEvent, FoldedEvent> = {
  initial: { claims: new Map(), files: [], dismissed: [], gathered: new Map() },
  evolve: {
    FaultDetermined: judged,
    FaultDeterminationSuperseded: judged,
    AttachmentAdded: (state, { sha256 }) =>
      sha256 === undefined ? state : { ...state, files: [...state.files, sha256] },
    FaultReviewClaimed: (state, event, stamp) => ({
      ...state,
      claims: evolveClaims.claimed(state.claims, event, stamp),
    }),
    FaultReviewReleased: (state, event) => ({ ...state, claims: evolveClaims.ended(state.claims, event) }),
    EvidenceAdded: (state, { cycle }) => gather(state, cycle, (one) => ({ ...one, evidence: one.evidence + 1 })),
    FaultProposed: (state, { cycle, faultClass }) => gather(state, cycle, (one) => ({ ...one, proposed: faultClass })),
    RepeatTroubleDismissed: (state, { cycle, other }) => ({
      ...state,
      dismissed: [...state.dismissed, contradiction(cycle, other.ticketId, other.determinationId)],
    }),
  },
  decide: {
    ClaimReview: ({ cycle }, whole, { actor, at }) => {
      mustBeCycle(whole, cycle);
      mustNotHaveWorked(whole, actor.id, cycle);
      if (whole.faultReview.standing.has(cycle) && !whole.disputes.open)
        throw refusal(
          'fault.determined',
          `The fault of cycle ${cycle} is determined, and nobody disputes it. There is nothing to take up.`,
        );
      const { claims } = whole.reviewCase;
      mustNotBeClaimed(claims, cycle, actor.id, at);
      return claimAt(claims, cycle, ms(at)) ? [] : [{ type: 'FaultReviewClaimed', cycle }];
    },
    ReleaseReview: ({ cycle }, { reviewCase: { claims } }, { actor, at }) => {
      if (!claims.has(cycle)) return [];
      if (actor.role !== 'supervisor') mustNotBeClaimed(claims, cycle, actor.id, at);
      return [{ type: 'FaultReviewReleased', cycle }];
    },
    AddEvidence: ({ cycle, evidenceId, text, attachments = [] }, whole) => {
      mustBeCycle(whole, cycle);
      const missing = attachments.find((sha256) => !whole.reviewCase.files.includes(sha256));
      if (missing !== undefined)
        throw refusal('evidence.no-such-file', `The ticket has no attachment ${missing}. Attach it first.`, {
          acts: ['AddAttachment'],
        });
      return [{ type: 'EvidenceAdded', cycle, evidenceId, text, attachments }];
    },
    ProposeFault: ({ cycle, proposalId, faultClass, sharePercent, reason }, whole) => {
      mustBeCycle(whole, cycle);
      return [{ type: 'FaultProposed', cycle, proposalId, faultClass, ...shareOf(faultClass, sharePercent), reason }];
    },
    DismissRepeat: ({ cycle, ticketId, determinationId, reason }, whole, { actor }) => {
      mustBeCycle(whole, cycle);
      mustNotHaveWorked(whole, actor.id, cycle);
      const standing = whole.faultReview.standing.get(cycle);
      if (!standing)
        throw refusal(
          'fault.not-determined',
          `The fault of cycle ${cycle} is not determined, so that nothing contradicts it.`,
        );
      if (whole.reviewCase.dismissed.includes(contradiction(cycle, ticketId, determinationId))) return [];
      const other = { ticketId, determinationId };
      return [{ type: 'RepeatTroubleDismissed', cycle, determinationId: standing.id, other, reason }];
    },
  },
};
const refusal = (code: ReviewCaseProblem, message: string, instead?: Instead) =>
  new DomainError(code, message, instead);
export type ReviewCaseProblem = 'evidence.no-such-file' | 'fault.determined' | 'fault.not-determined';
