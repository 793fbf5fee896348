// billing-<ticketId>: the after-hours billing process and its ledger.
// A fact is noted, the event is assessed by what is known then, and the difference is posted: all in one append, so
// that no instant exists at which the ledger has noted a fact and not answered it. What is posted stays posted.
// The rule behind a charge is in assessment.ts.

import { type Context, type Decider, ms } from '#kernel';
import type { Channel, Policy } from '#policy';
import { type DecisionRecord, InTheWay } from '#ticketing';
import { DECISIONS, mustHaveEvidence, type TwoPersonDecision } from './decisions';
import { LedgerBuilder } from './ledger-builder';
import type { BillingEvent, FactNoted } from './ledger-events';
import { bookkeeping, type Ledger } from './ledger-state';
import { onEvent } from './on-event';
import { type ProposalCommand, proposing } from './proposals';
import { termsInWords, termsOf } from './terms';

// Commands. `event` is the last one where none is named.
type OnEvent<T extends string> = { type: T; event?: number; reason?: string };
export type BillingCommand =
  | { type: 'NoteFacts'; facts: readonly Omit<FactNoted, 'type'>[] }
  | { type: 'ExpectMerge'; from: string }
  | { type: 'NoteHandedOn'; survivor: string }
  /** From a timer: waives what nobody has determined in time. */
  | { type: 'PassTime' }
  | ReservationOfLedger
  | ({ channel: Channel } & OnEvent<'DiscloseTerms'>)
  | OnEvent<'AcceptTerms'>
  | OnEvent<'DeclineTerms'>
  /** With both persons at once. Where each has a key of their own, it is proposed. */
  | ({ approver?: string } & OnEvent<TwoPersonDecision>)
  | ProposalCommand;
/** From whoever decides on tickets: nobody else decides here until that has come to an end. */
export type ReservationOfLedger =
  | {
      type: 'ReserveLedger';
      reservationId: string;
      source: string;
      record?: Pick<DecisionRecord, 'commandId' | 'decision' | 'ifRevision'>;
    }
  | { type: 'ReleaseLedger'; reservationId: string };
export type BillingContext = Context & {
  readonly ticketId: string;
  /** The version that the ticket is pinned to before the command. */
  readonly policy: Policy;
  /** Those that facts of the command rebind it to. */
  readonly rebound?: readonly Policy[];
};

export const ledger: Decider<BillingCommand, Ledger, BillingEvent, BillingEvent, BillingContext> = {
  ...bookkeeping,
  decide: {
    NoteFacts: ({ facts }, state, context) => {
      const builder = new LedgerBuilder(state, context);
      for (const noted of facts) {
        if (noted.ticketRevision <= builder.ledger.ticketRevision) continue;
        builder.passTime(ms(noted.recordedAt));
        if (noted.fact.kind === 'rebound') builder.rebind(versionIn(context, noted.fact));
        builder.append({ type: 'FactNoted', ...noted });
        builder.settle(noted.recordedAt);
      }
      return builder.events;
    },
    // Once a merge was absorbed nothing more is expected from that ticket, however late the merge becomes known.
    ExpectMerge: ({ from }, { expecting, incident }) =>
      expecting.includes(from) || incident.absorbed.includes(from) ? [] : [{ type: 'MergeExpected', from }],
    NoteHandedOn: ({ survivor }, { handOnTo }) => (handOnTo === undefined ? [] : [{ type: 'MergeHandedOn', survivor }]),
    ReserveLedger: ({ reservationId, source, record }, { reservation }) => {
      if (reservation?.reservationId === reservationId) return [];
      if (reservation) throw new InTheWay('ledger.reserved', reservation);
      if (!record) return [{ type: 'LedgerReserved', reservationId, source }];
      const { commandId, decision, ifRevision } = record;
      const seen = ifRevision !== undefined && { ifRevision };
      return [{ type: 'LedgerReserved', reservationId, source, commandId, decision, ...seen }];
    },
    ReleaseLedger: ({ reservationId }, { reservation }) =>
      reservation?.reservationId === reservationId ? [{ type: 'LedgerReleased', reservationId }] : [],
    PassTime: (_command, state, context) => {
      const builder = new LedgerBuilder(state, context);
      builder.passTime(ms(context.at));
      return builder.events;
    },
    // Shown again is told again: who was asked twice was shown it twice.
    DiscloseTerms: ({ event, channel }, state, context) =>
      onEvent(state, context, event, (named, { incident }) => {
        mustHaveEvidence(incident);
        const { policy, at } = context;
        return [
          { type: 'TermsDisclosed', event: named, at, channel, terms: termsOf(policy), words: termsInWords(policy) },
        ];
      }),
    AcceptTerms: ({ event }, state, context) => answerTerms('TermsAccepted', event, state, context),
    DeclineTerms: ({ event }, state, context) => answerTerms('TermsDeclined', event, state, context),
    ApproveBilling: decideAs,
    WaiveBilling: decideAs,
    ReinstateBilling: decideAs,
    ...proposing,
  },
};

const answerTerms = (
  type: 'TermsAccepted' | 'TermsDeclined',
  event: number | undefined,
  state: Ledger,
  context: BillingContext,
): readonly BillingEvent[] =>
  onEvent(state, context, event, (named, { incident }) => {
    mustHaveEvidence(incident);
    return [{ type, event: named, at: context.at }];
  });

const versionIn = ({ rebound = [] }: BillingContext, named: { policyId: string; policyVersion: number }): Policy => {
  const policy = rebound.find(({ id, version }) => id === named.policyId && version === named.policyVersion);
  if (policy) return policy;
  throw new Error(`The ledger was not given ${named.policyId}@${named.policyVersion}, to which the ticket is rebound.`);
};

function decideAs(
  { type, event, reason, approver }: { approver?: string } & OnEvent<TwoPersonDecision>,
  state: Ledger,
  context: BillingContext,
): readonly BillingEvent[] {
  const details = { ...(reason !== undefined && { reason }), ...(approver !== undefined && { approver }) };
  return onEvent(state, context, event, (named, now) =>
    [DECISIONS[type]({ event: named, ...details }, now, context) ?? []].flat(),
  );
}

export type BillingProblem =
  | `billing.${'nothing-to-approve' | 'not-waived' | 'approver-needed'}`
  | 'event.unknown'
  | 'posting.unknown'
  | 'ticket.erased'
  | 'ticket.unknown'
  | 'ticket.not-in-state';
