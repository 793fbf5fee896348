// billing-<ticketId>: the after-hours billing process and its ledger.
// A fact is noted, the event is assessed by what is known then, and the difference is posted: all in one append, so
// that no instant exists at which the ledger has noted a fact and not answered it. What is posted stays posted.
// The rule behind a charge is in assessment.ts.

import { type Context, type Decider, DomainError, ms } from '#kernel';
import type { Policy } from '#policy';
import { type DecisionRecord, InTheWay } from '#ticketing';
import { coveredBy, isWaitingForApproval } from './approval';
import { atStake } from './assessment';
import { eventCount } from './incident';
import { LedgerBuilder } from './ledger-builder';
import type { BillingEvent, FactNoted } from './ledger-events';
import { bookkeeping, type Ledger, postedOf } from './ledger-state';

// Commands. `event` is the last one where none is named.
type OnEvent<T extends string> = { type: T; event?: number; reason?: string };
export type BillingCommand =
  | { type: 'NoteFacts'; facts: readonly Omit<FactNoted, 'type'>[] }
  | { type: 'ExpectMerge'; from: string }
  | { type: 'NoteHandedOn'; survivor: string }
  /** From a timer: waives what nobody has determined in time. */
  | { type: 'PassTime' }
  | ReservationOfLedger
  | OnEvent<'AcceptTerms'>
  | OnEvent<'DeclineTerms'>
  | OnEvent<'ApproveBilling'>
  | ({ approver?: string } & OnEvent<'WaiveBilling'>)
  | ({ approver?: string } & OnEvent<'ReinstateBilling'>);
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
    AcceptTerms: ({ event }, state, context) =>
      answer(state, context, event, (named, at) => ({ type: 'TermsAccepted', event: named, at })),
    DeclineTerms: ({ event }, state, context) =>
      answer(state, context, event, (named, at) => ({ type: 'TermsDeclined', event: named, at })),
    ApproveBilling: ({ event, reason }, state, context) =>
      answer(state, context, event, (named, at, now) => {
        if (!isWaitingForApproval(now, named, context.policy))
          throw refusal('billing.nothing-to-approve', `Nothing of event ${named} waits for an approval.`);
        const covered = coveredBy(now, named, context.policy);
        return { type: 'BillingApproved', event: named, at, ...covered, ...(reason !== undefined && { reason }) };
      }),
    WaiveBilling: ({ event, reason, approver }, state, context) =>
      answer(state, context, event, (named, at, now) => {
        if (now.incident.waived.includes(named)) return undefined;
        const { waiverApprovalOverCents: limit } = context.policy.document.billing;
        const cents = atStake(now.incident, named, context.policy, postedOf(now, named));
        if (cents > limit) secondPerson(approver, context, `This waiver gives up ${cents} cents, more than ${limit}.`);
        return {
          type: 'BillingWaived',
          event: named,
          at,
          how: 'person',
          ...(reason !== undefined && { reason }),
          ...(approver !== undefined && { approver }),
        };
      }),
    ReinstateBilling: ({ event, reason, approver }, state, context) =>
      answer(state, context, event, (named, at, { incident }) => {
        if (!incident.waived.includes(named))
          throw refusal('billing.not-waived', `Event ${named} is not waived; there is nothing to reinstate.`);
        const second = secondPerson(approver, context, 'To reinstate a charge takes two.');
        return {
          type: 'BillingReinstated',
          event: named,
          at,
          approver: second,
          ...(reason !== undefined && { reason }),
        };
      }),
  },
};

const versionIn = ({ rebound = [] }: BillingContext, named: { policyId: string; policyVersion: number }): Policy => {
  const policy = rebound.find(({ id, version }) => id === named.policyId && version === named.policyVersion);
  if (policy) return policy;
  throw new Error(`The ledger was not given ${named.policyId}@${named.policyVersion}, to which the ticket is rebound.`);
};

/** What somebody decides about one event: after the timers that came due before, and settled at once. */
const answer = (
  state: Ledger,
  context: BillingContext,
  event: number | undefined,
  decideOn: (event: number, at: string, now: Ledger) => BillingEvent | undefined,
): readonly BillingEvent[] => {
  if (state.reservation) throw new InTheWay('ledger.reserved', state.reservation);
  const builder = new LedgerBuilder(state, context);
  builder.passTime(ms(context.at));
  const { incident } = builder.ledger;
  if (incident.cycles.length === 0) throw refusal('ticket.unknown', 'There is no such ticket.');
  if (incident.merged)
    throw refusal('ticket.not-in-state', 'The ticket was merged; what is owed is decided on the one that survives.');
  const count = eventCount(incident);
  const named = event ?? count;
  if (!Number.isInteger(named) || named < 1 || named > count)
    throw refusal('event.unknown', `The ticket has ${count} after-hours event(s); there is no event ${named}.`);
  const decision = decideOn(named, context.at, builder.ledger);
  if (!decision) return builder.events;
  builder.append(decision);
  builder.settle(context.at);
  return builder.events;
};
const secondPerson = (approver: string | undefined, { actor }: Context, why: string): string => {
  if (approver !== undefined && approver !== actor.id) return approver;
  throw refusal('billing.approver-needed', `${why} Name an approver who is somebody else.`);
};
const refusal = (code: BillingProblem, message: string) => new DomainError(code, message);
export type BillingProblem =
  | `billing.${'nothing-to-approve' | 'not-waived' | 'approver-needed'}`
  | 'event.unknown'
  | 'ticket.unknown'
  | 'ticket.not-in-state';
