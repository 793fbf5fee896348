// After-hours events: a row a ticket, a line for each event (queues) and each posting (ledger), from its ledger stream.

import { amountOf, type BillingEvent, type BillingEventOf, KIND_OF } from '#billing';
import type { Delivered } from '#event-store';
import { subjectOf } from '#kernel';
import type { Projection } from '#read-store';
import type { AfterHoursColumn, AfterHoursRow, EventLine } from './after-hours-row';

type Assessed = BillingEventOf<'ChargeAssessed' | 'ChargeNotApplicable' | 'BillingHeld'>;
type Posted = BillingEventOf<'ChargePosted' | 'SupplementaryPosted' | 'CreditPosted' | 'ChargeRebilled'>;

const NOTHING_SAID: EventLine = {
  closedAt: null,
  disputedAt: null,
  outcome: 'pending',
  rule: null,
  minutes: null,
  faultClass: null,
  sharePercent: null,
  wantedCents: null,
  postedCents: 0,
  atStakeCents: 0,
  lateAt: null,
  lateCents: null,
  waitingCents: 0,
};
const idOf = ({ stream }: { stream: string }) => subjectOf(stream);
const known = (row: AfterHoursRow | undefined, { stream, stamp }: Delivered): AfterHoursRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the ticket was heard of.`);
};
const onEvent = (row: AfterHoursRow, event: number, change: (line: EventLine) => Partial<EventLine>): AfterHoursRow => {
  const line = row.events?.[event] ?? NOTHING_SAID;
  return { ...row, events: { ...row.events, [event]: { ...line, ...change(line) } } };
};

/** A ledger may be told to expect a merge before it has heard of its own ticket. */
const unheardOf = (row: AfterHoursRow | undefined, recorded: Delivered): AfterHoursRow =>
  row ?? {
    ticketId: idOf(recorded),
    client: '',
    policyId: '',
    policyVersion: 0,
    event: 1,
    what: 'ticket',
    at: null,
    review: 0,
    held: 0,
    kind: null,
    cents: null,
    atStakeCents: null,
    events: {},
    postings: [],
    derived: {},
  };

/** What a ledger heard from its ticket, where it changes what waits. */
const withFact = (row: AfterHoursRow | undefined, recorded: Delivered<BillingEventOf<'FactNoted'>>): AfterHoursRow => {
  const { fact, recordedAt } = recorded.event;
  if (fact.kind === 'opened')
    return {
      ...unheardOf(row, recorded),
      client: fact.client,
      policyId: fact.policyId,
      policyVersion: fact.policyVersion,
    };
  const before = known(row, recorded);
  if (fact.kind === 'rebound') return { ...before, policyId: fact.policyId, policyVersion: fact.policyVersion };
  if (fact.kind === 'work_closed') return onEvent(before, before.event, () => ({ closedAt: recordedAt }));
  if (fact.kind === 'reopened')
    return onEvent({ ...before, event: fact.event }, fact.event, () => ({ closedAt: null }));
  if (fact.kind === 'disputed') return onEvent(before, fact.event, () => ({ disputedAt: recordedAt }));
  if (fact.kind === 'settled') return onEvent(before, fact.event, () => ({ disputedAt: null }));
  return before;
};

const assessed = (row: AfterHoursRow | undefined, recorded: Delivered<Assessed>): AfterHoursRow => {
  const judged = recorded.event;
  const { minutes = null, determination, wantedCents = null, terms, sessions = [] } = judged;
  const { faultClass = null, sharePercent = null } = determination ?? {};
  const before = known(row, recorded);
  const workIds = sessions.flatMap((session) => session.workIds);
  const derived = { ...before.derived, [judged.assessmentId]: { minutes, faultClass, clause: terms.clause, workIds } };
  const outcome = outcomeOf(judged);
  return onEvent({ ...before, derived }, judged.event, ({ postedCents }) => {
    const worth =
      minutes === null || outcome === 'not_applicable'
        ? 0
        : amountOf(minutes, { document: { billing: terms } }, sharePercent ?? 100);
    return {
      outcome,
      rule: ruleOf(judged),
      minutes,
      faultClass,
      sharePercent,
      wantedCents,
      atStakeCents: Math.max(worth, postedCents),
    };
  });
};

const outcomeOf = (judged: Assessed): EventLine['outcome'] => {
  if (judged.type === 'ChargeAssessed') return judged.outcome;
  return judged.type === 'BillingHeld' ? 'held' : 'not_applicable';
};

/** What decided, or what it waits for. */
const ruleOf = (judged: Assessed): string | null => {
  if ('rule' in judged && judged.rule !== undefined) return judged.rule;
  if (judged.type === 'ChargeAssessed' && judged.waitsFor !== undefined) return judged.waitsFor;
  return outcomeOf(judged) === 'held' ? `fault_${judged.determination?.faultClass}` : null;
};

const NOTHING_DERIVED = { minutes: null, faultClass: null, clause: null, workIds: [] };
const posted = (row: AfterHoursRow | undefined, recorded: Delivered<Posted>): AfterHoursRow => {
  const { type, ...posting } = recorded.event;
  const before = known(row, recorded);
  const derived = before.derived?.[posting.assessmentId] ?? NOTHING_DERIVED;
  const line = { policyVersion: before.policyVersion, ...posting, kind: KIND_OF[type], ...derived };
  const booked = { ...before, postings: [...(before.postings ?? []), line] };
  return onEvent(booked, posting.event, ({ atStakeCents }) => ({
    postedCents: posting.balanceCents,
    atStakeCents: Math.max(atStakeCents, posting.balanceCents),
  }));
};

/** Whether somebody has to review the event, or a charge of it waits for somebody; and for what. */
const waitingOf = (line: EventLine) => {
  const isClosed = line.closedAt !== null;
  const isShort = line.outcome === 'charged' && line.wantedCents !== null && line.wantedCents > line.postedCents;
  const isHeld = line.outcome === 'held' || (isClosed && isShort);
  const waitsFor = line.disputedAt === null ? 'correction' : 'disputed';
  return {
    isReviewed: (isClosed && line.outcome === 'pending') || line.disputedAt !== null,
    isHeld,
    isLate: line.lateAt !== null,
    rule: line.rule ?? (isShort ? waitsFor : null),
  };
};

const eventLine = (row: AfterHoursRow, event: number, line: EventLine): AfterHoursRow => {
  const { isReviewed, isHeld, isLate, rule } = waitingOf(line);
  const byRule = isHeld ? Math.max(line.wantedCents ?? 0, line.atStakeCents) - line.postedCents : 0;
  const since = line.disputedAt ?? (isHeld ? line.closedAt : (line.lateAt ?? line.closedAt));
  return {
    ...bare(row),
    event,
    what: 'event',
    at: isReviewed || isHeld || isLate ? since : null,
    review: isReviewed ? 1 : 0,
    held: isHeld || isLate ? 1 : 0,
    atStakeCents: line.atStakeCents,
    line: {
      ...line,
      rule: isHeld || !isLate ? rule : 'late_work',
      waitingCents: byRule + (line.lateCents ?? 0),
    },
  };
};
const bare = ({ events: _, postings: __, derived: ___, ...row }: AfterHoursRow): AfterHoursRow => row;

export const afterHours: Projection<AfterHoursRow, BillingEvent, AfterHoursColumn> = {
  name: 'after-hours',
  version: 5, // v5: sums are kept; v4: which entries were counted for a posting; v3: late work that waits, and what waits in cents; v2: a posting keeps its policy version
  streams: ['billing-'],
  key: idOf,
  columns: {
    client: 'text',
    what: 'text',
    at: 'text',
    review: 'integer',
    held: 'integer',
    kind: 'text',
    cents: 'integer',
    atStakeCents: 'integer',
    policyVersion: 'integer',
  },
  sums: { at: 'at', by: ['what', 'client', 'kind', 'policyVersion'], of: ['cents'] },
  indexes: [
    ['review', 'at'],
    ['held', 'at'],
    ['what', 'at'],
    ['client', 'what', 'at'],
  ],
  onFailure: 'park',
  on: {
    FactNoted: withFact,
    MergeExpected: unheardOf,
    MergeHandedOn: known,
    FaultReviewReminded: known,
    ChargeAssessed: assessed,
    ChargeNotApplicable: assessed,
    BillingHeld: assessed,
    ChargePosted: posted,
    SupplementaryPosted: posted,
    CreditPosted: posted,
    ChargeRebilled: posted,
    TermsDisclosed: known,
    TermsAccepted: known,
    TermsDeclined: known,
    BillingApproved: known,
    BillingWaived: known,
    BillingReinstated: known,
    LedgerReserved: unheardOf,
    LedgerReleased: unheardOf,
    LateWorkHeld: (row, recorded) =>
      onEvent(known(row, recorded), recorded.event.event, ({ lateAt }) => ({
        lateAt: lateAt ?? recorded.event.at,
        lateCents: recorded.event.cents,
      })),
    LateWorkReleased: (row, recorded) =>
      onEvent(known(row, recorded), recorded.event.event, () => ({ lateAt: null, lateCents: null })),
    DecisionProposed: known,
    DecisionApproved: known,
    DecisionDeclined: known,
    DecisionLapsed: known,
  },
  childRows: (row) =>
    Object.fromEntries([
      ...Object.entries(row.events ?? {}).map(([event, line]) => [
        `event-${event}`,
        eventLine(row, Number(event), line),
      ]),
      ...(row.postings ?? []).map(({ event, ...line }) => {
        const { at, kind, cents, postingId, policyVersion } = line;
        return [`posting-${postingId}`, { ...bare(row), policyVersion, event, what: 'posting', at, kind, cents, line }];
      }),
    ]),
};
