// Computes a ledger again: each fact from the ticket's event that it names, each assessment from the facts before it, each
// posting as the difference to what was posted.

import {
  assess,
  assessmentEvent,
  type BillingEvent,
  derivationOf,
  type FactNoted,
  factOf,
  KIND_OF,
  type Ledger,
  ledger,
  postedOf,
} from '#billing';
import { evolve, type Recorded } from '#kernel';
import { type Finding, holds } from './finding';
import type { PolicyAt } from './recompute-clocks';

/** What `billing-<ticketId>` says and the engine does not. Throws what a policy that is not there throws. */
export const recomputeLedger = (
  stream: string,
  ticket: readonly Recorded[],
  recorded: readonly Recorded[],
  policyAt: PolicyAt,
): readonly Finding[] => {
  let state = ledger.initial;
  return recorded.flatMap((one): Finding[] => {
    const event = one.event as BillingEvent;
    const what = faultOf(event, state, ticket, policyAt);
    state = evolve(ledger, state, one);
    return what === undefined ? [] : [{ stream, revision: one.stamp.revision, what: `${event.type}: ${what}` }];
  });
};

const faultOf = (
  event: BillingEvent,
  state: Ledger,
  ticket: readonly Recorded[],
  policyAt: PolicyAt,
): string | undefined => {
  if (event.type === 'FactNoted') return faultOfFact(event, ticket);
  if (event.type === 'ChargeAssessed' || event.type === 'ChargeNotApplicable' || event.type === 'BillingHeld')
    return faultOfAssessment(event, state, policyAt);
  if (Object.hasOwn(KIND_OF, event.type)) return faultOfPosting(event as Posting, state, policyAt);
  return undefined;
};

const faultOfFact = (noted: FactNoted, ticket: readonly Recorded[]): string | undefined => {
  const source = ticket[noted.ticketRevision];
  if (!source) return `it names revision ${noted.ticketRevision} of a ticket that has ${ticket.length}.`;
  const { eventId, occurredAt, recordedAt } = source.stamp;
  const isSame =
    noted.ticketEventId === eventId &&
    noted.occurredAt === occurredAt &&
    noted.recordedAt === recordedAt &&
    holds(noted.fact, factOf(source));
  return isSame
    ? undefined
    : `it is not what the ticket says at revision ${noted.ticketRevision} (${source.event.type}).`;
};

type Assessed = Extract<BillingEvent, { type: 'ChargeAssessed' | 'ChargeNotApplicable' | 'BillingHeld' }>;
const faultOfAssessment = (event: Assessed, state: Ledger, policyAt: PolicyAt): string | undefined => {
  const policy = policyAt(state.incident.policyId, state.incident.policyVersion);
  const assessment = assess(state.incident, event.event, policy, postedOf(state, event.event));
  const { assessmentId, event: number, at } = event;
  const computed = assessmentEvent(assessment, {
    assessmentId,
    event: number,
    at,
    ...derivationOf(assessment, policy),
  });
  if (holds(event, computed)) return undefined;
  const differs = Object.entries(event).find(
    ([name, value]) => !holds(value, (computed as unknown as Record<string, unknown>)[name]),
  );
  return `${differs?.[0]} is recorded as ${JSON.stringify(differs?.[1])}; the engine computes ${JSON.stringify(
    (computed as unknown as Record<string, unknown>)[differs?.[0] ?? ''],
  )}.`;
};

type Posting = Extract<BillingEvent, { type: keyof typeof KIND_OF }>;
const faultOfPosting = (posting: Posting, state: Ledger, policyAt: PolicyAt): string | undefined => {
  const policy = policyAt(state.incident.policyId, state.incident.policyVersion);
  const before = postedOf(state, posting.event);
  const { wanted } = assess(state.incident, posting.event, policy, before);
  const cents = wanted === 'unchanged' ? 0 : wanted - before.cents;
  if (posting.cents !== cents)
    return `${posting.cents} cents are posted; the engine computes ${cents} (${String(wanted)} owed, ${before.cents} posted before).`;
  const balance = before.cents + cents;
  return posting.balanceCents === balance
    ? undefined
    : `the balance is recorded as ${posting.balanceCents} and is ${balance}.`;
};
