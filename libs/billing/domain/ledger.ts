// billing-<ticketId>: the after-hours billing process, what the card calls the billing saga, and its ledger.
// A fact is heard, the event is assessed by what is known then, and the difference is posted: all in one append, so
// that no instant exists at which the ledger has heard and not answered. What is posted stays posted.

import { type Context, DAY, type Decider, DomainError, iso, ms } from '#kernel';
import type { Policy } from '#policy';
import type { PostingKind } from '#ticketing';
import { assess, atStake, isCorrectionWaiting, type Posted } from './assessment';
import { type Derivation, derivationOf } from './derivation';
import type { BillingFact } from './facts';
import { closingOf, eventCount, hear, type Incident, nothingHeard } from './incident';
import { isWorkWaiting } from './minutes';

// Events. These names and fields are the storage format.
export type FactNoted = {
  type: 'FactNoted';
  ticketRevision: number;
  ticketEventId: string;
  occurredAt: string;
  recordedAt: string;
  fact: BillingFact;
};
type Assessed<T extends string> = { type: T; assessmentId: string; event: number; at: string } & Derivation;
export type ChargeAssessed = { outcome: 'charged' | 'pending' | 'waived' } & Assessed<'ChargeAssessed'>;
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
type Posts<T extends string> = { type: T } & Posting;
type Decision<T extends string> = { type: T; event: number; at: string };
export type BillingEvent =
  | FactNoted
  /** Another ticket was merged into this one; what it brings is on its way, and charges wait for it. */
  | { type: 'MergeExpected'; from: string }
  /** This ticket was merged away, and the survivor has what it brings. */
  | { type: 'MergeHandedOn'; survivor: string }
  | ChargeAssessed
  | ChargeNotApplicable
  | BillingHeld
  | Posts<'ChargePosted'>
  | Posts<'SupplementaryPosted'>
  | Posts<'CreditPosted'>
  | Posts<'ChargeRebilled'>
  | Decision<'TermsAccepted'>
  | Decision<'TermsDeclined'>
  | ({ reason?: string } & Decision<'BillingApproved'>)
  | ({ how: 'person' | 'time_elapsed'; reason?: string; approver?: string } & Decision<'BillingWaived'>)
  | ({ reason?: string; approver: string } & Decision<'BillingReinstated'>);

export const KIND_OF = {
  ChargePosted: 'charge',
  SupplementaryPosted: 'supplementary',
  CreditPosted: 'credit',
  ChargeRebilled: 'rebill',
} as const satisfies Record<string, PostingKind>;

// State.
export type PostedLine = Posting & { readonly kind: PostingKind };
export type Ledger = {
  readonly incident: Incident;
  /** The last ticket event that was noted; -1 before the first. */
  readonly ticketRevision: number;
  /** When the last thing was heard: no timer fires in the past of it. */
  readonly heardAt: number;
  readonly postings: readonly PostedLine[];
  /** Postings that the ticket does not show yet. */
  readonly unmarked: readonly PostedLine[];
  /** The latest assessment of each event: its number, and what it said. */
  readonly assessments: ReadonlyMap<number, { readonly count: number; readonly said: string }>;
  readonly expecting: readonly string[];
  /** Where this ticket was merged to, until what it brings is there. */
  readonly handOnTo?: string;
};
export const postedOf = ({ postings }: Ledger, event: number): Posted => {
  const own = postings.filter((posting) => posting.event === event);
  return { cents: own.reduce((sum, { cents }) => sum + cents, 0), ever: own.length > 0 };
};

// Commands. `event` is the last one where none is named.
type Say<T extends string> = { type: T; event?: number; reason?: string };
export type BillingCommand =
  | { type: 'NoteFacts'; facts: readonly Omit<FactNoted, 'type'>[] }
  | { type: 'ExpectMerge'; from: string }
  | { type: 'NoteHandedOn'; survivor: string }
  /** Said by the clock: waives what nobody has determined in time. */
  | { type: 'PassTime' }
  | Say<'AcceptTerms'>
  | Say<'DeclineTerms'>
  | Say<'ApproveBilling'>
  | ({ approver?: string } & Say<'WaiveBilling'>)
  | ({ approver?: string } & Say<'ReinstateBilling'>);
export type BillingContext = Context & { readonly ticketId: string; readonly policy: Policy };

const decided = (state: Ledger, at: string, change: (incident: Incident) => Partial<Incident>): Ledger => {
  const incident = { ...state.incident, seq: state.incident.seq + 1 };
  return { ...state, heardAt: Math.max(state.heardAt, ms(at)), incident: { ...incident, ...change(incident) } };
};
const answered = (state: Ledger, { event, at }: Decision<string>, accepted: boolean): Ledger =>
  decided(state, at, ({ terms, seq }) => ({ terms: [...terms, { event, at: ms(at), seq, accepted }] }));
const posted = (state: Ledger, { type, ...posting }: Posts<keyof typeof KIND_OF>): Ledger => {
  const line = { ...posting, kind: KIND_OF[type] };
  return { ...state, postings: [...state.postings, line], unmarked: [...state.unmarked, line] };
};
const assessed = (state: Ledger, said: Assessed<string>): Ledger => {
  const count = (state.assessments.get(said.event)?.count ?? 0) + 1;
  return { ...state, assessments: new Map([...state.assessments, [said.event, { count, said: essence(said) }]]) };
};
/** What an assessment says, apart from its name and instant: the same again is not recorded again. */
const essence = ({ assessmentId: _, at: __, ...said }: Assessed<string>): string => JSON.stringify(said);

export const ledger: Decider<BillingCommand, Ledger, BillingEvent, BillingEvent, BillingContext> = {
  initial: {
    incident: nothingHeard,
    ticketRevision: -1,
    heardAt: Number.NEGATIVE_INFINITY,
    postings: [],
    unmarked: [],
    assessments: new Map(),
    expecting: [],
  },
  evolve: {
    FactNoted: (state, { fact, ticketRevision, occurredAt, recordedAt }) => ({
      ...state,
      ticketRevision,
      heardAt: Math.max(state.heardAt, ms(recordedAt)),
      incident: hear(state.incident, fact, { occurredAt: ms(occurredAt), recordedAt: ms(recordedAt) }),
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
    ChargePosted: posted,
    SupplementaryPosted: posted,
    CreditPosted: posted,
    ChargeRebilled: posted,
    TermsAccepted: (state, event) => answered(state, event, true),
    TermsDeclined: (state, event) => answered(state, event, false),
    BillingApproved: (state, { event, at }) =>
      decided(state, at, ({ approvals, seq }) => ({ approvals: [...approvals, { event, seq }], decided: true })),
    BillingWaived: (state, { event, at }) =>
      decided(state, at, ({ waived }) => ({ waived: [...waived, event], decided: true })),
    BillingReinstated: (state, { event, at }) =>
      decided(state, at, ({ waived }) => ({ waived: waived.filter((other) => other !== event) })),
  },
  decide: {
    NoteFacts: ({ facts }, state, context) => {
      const pen = write(state, context);
      for (const noted of facts) {
        if (noted.ticketRevision <= pen.ledger().ticketRevision) continue;
        pen.passTime(ms(noted.recordedAt));
        pen.put({ type: 'FactNoted', ...noted });
        pen.settle(noted.recordedAt);
      }
      return pen.events;
    },
    // Once a merge was absorbed nothing more is expected from that ticket, however late we hear of it.
    ExpectMerge: ({ from }, { expecting, incident }) =>
      expecting.includes(from) || incident.absorbed.includes(from) ? [] : [{ type: 'MergeExpected', from }],
    NoteHandedOn: ({ survivor }, { handOnTo }) => (handOnTo === undefined ? [] : [{ type: 'MergeHandedOn', survivor }]),
    PassTime: (_command, state, context) => {
      const pen = write(state, context);
      pen.passTime(ms(context.at));
      return pen.events;
    },
    AcceptTerms: ({ event }, state, context) =>
      answer(state, context, event, (named, at) => ({ type: 'TermsAccepted', event: named, at })),
    DeclineTerms: ({ event }, state, context) =>
      answer(state, context, event, (named, at) => ({ type: 'TermsDeclined', event: named, at })),
    ApproveBilling: ({ event, reason }, state, context) =>
      answer(state, context, event, (named, at, { incident, ...rest }) => {
        const { outcome } = assess(incident, named, context.policy, postedOf({ incident, ...rest }, named));
        const waits = isWorkWaiting(incident, named, context.policy) || isCorrectionWaiting(incident, named);
        if (outcome !== 'held' && !waits)
          throw refusal('billing.nothing-to-approve', `Nothing of event ${named} waits for an approval.`);
        return { type: 'BillingApproved', event: named, at, ...(reason !== undefined && { reason }) };
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

/** When the automatic waiver of the next pending event fires; each fires once, `undefined` if there is none ahead. */
export const nextWaiver = (state: Ledger, policy: Policy): { event: number; at: number } | undefined => {
  const days = policy.document.fault.autoWaiveUndeterminedDays;
  let next: { event: number; at: number } | undefined;
  for (let event = 1; event <= eventCount(state.incident); event++) {
    const closing = closingOf(state.incident, event);
    if (!closing) continue;
    const at = closing.at + days * DAY;
    if (at <= state.heardAt || (next && next.at <= at)) continue;
    const soFar = postedOf(state, event);
    if (soFar.cents === 0 && assess(state.incident, event, policy, soFar).outcome === 'pending') next = { event, at };
  }
  return next;
};

/** Decides step by step: each event that is put is heard before the next one is thought of. */
const write = (state: Ledger, { policy, ticketId }: BillingContext) => {
  let now = state;
  const events: BillingEvent[] = [];
  const put = (event: BillingEvent) => {
    events.push(event);
    now = (ledger.evolve[event.type] as (state: Ledger, event: BillingEvent) => Ledger)(now, event);
  };
  /** Assesses every event whose work is closed and posts what is wanted less what is posted. */
  const settle = (at: string) => {
    if (now.expecting.length > 0) return;
    for (let event = 1; event <= eventCount(now.incident); event++) {
      if (!now.incident.merged && !closingOf(now.incident, event)) continue;
      const before = postedOf(now, event);
      const said = assess(now.incident, event, policy, before);
      const count = (now.assessments.get(event)?.count ?? 0) + 1;
      const named = {
        assessmentId: `${ticketId}/${event}/assessment-${count}`,
        event,
        at,
        ...derivationOf(said, policy),
      };
      const saying: ChargeAssessed | ChargeNotApplicable | BillingHeld =
        said.outcome === 'held'
          ? { type: 'BillingHeld', ...named, ...(said.rule !== undefined && { rule: said.rule }) }
          : said.outcome === 'not_applicable' || said.outcome === 'credited'
            ? { type: 'ChargeNotApplicable', ...named, rule: said.rule }
            : { type: 'ChargeAssessed', ...named, outcome: said.outcome };
      if (now.assessments.get(event)?.said !== essence(saying)) put(saying);
      const difference = said.wanted === 'unchanged' ? 0 : said.wanted - before.cents;
      const waits = said.outcome === 'held' || ('waitsFor' in said && said.waitsFor !== undefined);
      if (difference === 0 || (difference > 0 && waits)) continue;
      const ordinal = now.postings.filter((posting) => posting.event === event).length + 1;
      put({
        type:
          difference < 0
            ? 'CreditPosted'
            : !before.ever
              ? 'ChargePosted'
              : before.cents === 0
                ? 'ChargeRebilled'
                : 'SupplementaryPosted',
        postingId: `${ticketId}/${event}/${ordinal}`,
        assessmentId: `${ticketId}/${event}/assessment-${now.assessments.get(event)?.count ?? 0}`,
        event,
        at,
        cents: difference,
        balanceCents: before.cents + difference,
      });
    }
  };
  const passTime = (to: number) => {
    for (let next = nextWaiver(now, policy); next && next.at <= to; next = nextWaiver(now, policy)) {
      put({ type: 'BillingWaived', event: next.event, at: iso(next.at), how: 'time_elapsed' });
      settle(iso(next.at));
    }
  };
  return { events, put, settle, passTime, ledger: () => now };
};

/** What somebody decides about one event: after the timers that came due before, and settled at once. */
const answer = (
  state: Ledger,
  context: BillingContext,
  event: number | undefined,
  say: (event: number, at: string, now: Ledger) => BillingEvent | undefined,
): readonly BillingEvent[] => {
  const pen = write(state, context);
  pen.passTime(ms(context.at));
  const { incident } = pen.ledger();
  if (incident.cycles.length === 0) throw refusal('ticket.unknown', 'There is no such ticket.');
  if (incident.merged)
    throw refusal('ticket.not-in-state', 'The ticket was merged; what is owed is decided on the one that survives.');
  const count = eventCount(incident);
  const named = event ?? count;
  if (!Number.isInteger(named) || named < 1 || named > count)
    throw refusal('event.unknown', `The ticket has ${count} after-hours event(s); there is no event ${named}.`);
  const said = say(named, context.at, pen.ledger());
  if (!said) return pen.events;
  pen.put(said);
  pen.settle(context.at);
  return pen.events;
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
