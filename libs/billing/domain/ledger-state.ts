// What a ledger knows: the incident as noted, what was assessed and what was posted.

import { evolveProposals, type Proposals } from '#approvals';
import { type Fold, ms, type Stamp } from '#kernel';
import type { DecisionRecord, LedgerReservation, PostingKind } from '#ticketing';
import type { Posted } from './assessment';
import { applyFact, emptyIncident, type Incident } from './incident';
import {
  type Assessed,
  type BillingEvent,
  type Decision,
  KIND_OF,
  type LedgerReserved,
  type Posting,
  type Posts,
  type ProposedDecision,
} from './ledger-events';

export type PostedLine = Posting & { readonly kind: PostingKind };
export type Ledger = {
  readonly incident: Incident;
  /** The last ticket event that was noted; -1 before the first. */
  readonly ticketRevision: number;
  /** When the last fact was noted: no timer fires in the past of it. */
  readonly notedAt: number;
  readonly postings: readonly PostedLine[];
  /** Postings that the ticket does not show yet. */
  readonly unmarked: readonly PostedLine[];
  /** The latest assessment of each event: its number, and its canonical form. */
  readonly assessments: ReadonlyMap<number, { readonly count: number; readonly canonical: string }>;
  /** What was reminded of: event, due instant, percent. */
  readonly reminded: readonly string[];
  readonly expecting: readonly string[];
  readonly proposals: Proposals<ProposedDecision>;
  /** By how much each event would come to more with the late work that waits; absent where none does. */
  readonly lateWork: ReadonlyMap<number, number>;
  /** Where this ticket was merged to, until what it brings is there. */
  readonly handOnTo?: string;
  readonly reservation?: LedgerReservation;
};
export const postedOf = ({ postings }: Ledger, event: number): Posted => {
  const own = postings.filter((posting) => posting.event === event);
  return { cents: own.reduce((sum, { cents }) => sum + cents, 0), ever: own.length > 0 };
};

export const reminderName = (event: number, dueAt: string, percent: number): string => `${event} ${dueAt} ${percent}`;

const decided = (state: Ledger, at: string, change: (incident: Incident) => Partial<Incident>): Ledger => {
  const incident = { ...state.incident, seq: state.incident.seq + 1 };
  return { ...state, notedAt: Math.max(state.notedAt, ms(at)), incident: { ...incident, ...change(incident) } };
};
const answered = (state: Ledger, { event, at }: Decision<string>, accepted: boolean): Ledger =>
  decided(state, at, ({ terms, seq }) => ({ terms: [...terms, { event, at: ms(at), seq, accepted }] }));
const withProposals = (state: Ledger, proposals: Ledger['proposals']): Ledger => ({ ...state, proposals });
const posted = (state: Ledger, { type, ...posting }: Posts<keyof typeof KIND_OF>): Ledger => {
  const line = { ...posting, kind: KIND_OF[type] };
  return { ...state, postings: [...state.postings, line], unmarked: [...state.unmarked, line] };
};
const assessed = (state: Ledger, assessment: Assessed<string>): Ledger => {
  const count = (state.assessments.get(assessment.event)?.count ?? 0) + 1;
  return {
    ...state,
    assessments: new Map([...state.assessments, [assessment.event, { count, canonical: canonicalForm(assessment) }]]),
  };
};
/** What an assessment says, apart from its name and instant, in one order: the same again is not recorded again. */
export const canonicalForm = ({ assessmentId: _, at: __, ...content }: Assessed<string>): string => stable(content);
const stable = (value: unknown): string =>
  JSON.stringify(value, (_key, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const reserved = (state: Ledger, event: LedgerReserved, { actor, requestHash, recordedAt }: Stamp): Ledger => {
  const { reservationId, source, decision, commandId, ifRevision } = event;
  const under = { ...(requestHash !== undefined && { requestHash }), ...(ifRevision !== undefined && { ifRevision }) };
  const record: DecisionRecord | undefined =
    decision && commandId !== undefined ? { decision, commandId, actor, ...under } : undefined;
  return { ...state, reservation: { reservationId, source, at: ms(recordedAt), ...(record && { record }) } };
};
const released = (state: Ledger, isOver: (reservation: LedgerReservation) => boolean): Ledger => {
  const { reservation, ...rest } = state;
  return reservation && isOver(reservation) ? rest : state;
};

export const bookkeeping: Fold<Ledger, BillingEvent> = {
  initial: {
    incident: emptyIncident,
    ticketRevision: -1,
    notedAt: Number.NEGATIVE_INFINITY,
    postings: [],
    unmarked: [],
    assessments: new Map(),
    reminded: [],
    expecting: [],
    proposals: [],
    lateWork: new Map(),
  },
  evolve: {
    FactNoted: (state, { fact, ticketRevision, occurredAt, recordedAt }) => ({
      ...(fact.kind === 'merged' ? released(state, ({ record }) => record?.decision.kind === 'merge') : state),
      ticketRevision,
      notedAt: Math.max(state.notedAt, ms(recordedAt)),
      incident: applyFact(state.incident, fact, { occurredAt: ms(occurredAt), recordedAt: ms(recordedAt) }),
      unmarked:
        fact.kind === 'marked_billed'
          ? state.unmarked.filter(({ postingId }) => postingId !== fact.postingId)
          : state.unmarked,
      expecting: fact.kind === 'absorbed' ? state.expecting.filter((from) => from !== fact.from) : state.expecting,
      ...(fact.kind === 'merged' && { handOnTo: fact.into }),
    }),
    MergeExpected: (state, { from }) => ({ ...state, expecting: [...state.expecting, from] }),
    MergeHandedOn: ({ handOnTo: _, ...state }) => state,
    ChargeAssessed: assessed,
    ChargeNotApplicable: assessed,
    BillingHeld: assessed,
    FaultReviewReminded: (state, { event, dueAt, percent }) => ({
      ...state,
      reminded: [...state.reminded, reminderName(event, dueAt, percent)],
    }),
    ChargePosted: posted,
    SupplementaryPosted: posted,
    CreditPosted: posted,
    ChargeRebilled: posted,
    TermsDisclosed: (state) => state,
    TermsAccepted: (state, event) => answered(state, event, true),
    TermsDeclined: (state, event) => answered(state, event, false),
    BillingApproved: (state, { event, at, wantedCents }) =>
      decided(state, at, ({ approvals, seq }) => ({
        approvals: [...approvals, { event, seq, ...(wantedCents !== undefined && { wantedCents }) }],
        decided: true,
      })),
    BillingWaived: (state, { event, at, how }) =>
      decided(state, at, ({ waived, waivedByTime }) => ({
        waived: [...waived, event],
        waivedByTime: how === 'time_elapsed' ? [...waivedByTime, event] : waivedByTime,
        decided: true,
      })),
    LedgerReserved: reserved,
    LedgerReleased: (state, { reservationId }) =>
      released(state, (reservation) => reservation.reservationId === reservationId),
    BillingReinstated: (state, { event, at }) =>
      decided(state, at, ({ waived }) => ({ waived: waived.filter((other) => other !== event) })),
    LateWorkHeld: (state, { event, cents }) => ({ ...state, lateWork: new Map([...state.lateWork, [event, cents]]) }),
    LateWorkReleased: (state, { event }) => ({
      ...state,
      lateWork: new Map([...state.lateWork].filter(([held]) => held !== event)),
    }),
    DecisionProposed: (state, { type: _, event: __, ...proposed }) =>
      withProposals(state, evolveProposals.proposed(state.proposals, proposed)),
    DecisionApproved: (state, event) => withProposals(state, evolveProposals.approved(state.proposals, event)),
    DecisionDeclined: (state, event) => withProposals(state, evolveProposals.declined(state.proposals, event)),
    DecisionLapsed: (state, event) => withProposals(state, evolveProposals.lapsed(state.proposals, event)),
  },
};
