// What of a ticket decides whether somebody is woken for it: whether it is open, what it is assigned, and whether a client's
// contact, or the priority itself, came outside standard hours.

import { type Fold, ms, type Stamp } from '#kernel';
import type { Policy, Priority } from '#policy';
import { statusAfter, type TicketEvent } from '#ticketing';
import type { PageEnded, PageTrigger } from './page-events';

export type Trigger = PageTrigger & { readonly recordedAt: string };
export type PagingFacts = {
  readonly opened: boolean;
  readonly client: string;
  readonly status: ReturnType<typeof statusAfter>;
  readonly validated: boolean;
  readonly cycle: number;
  readonly priority: Priority;
  readonly policyId: string;
  readonly policyVersion: number;
  /** Of this cycle, since this priority was assigned. */
  readonly triggers: readonly Trigger[];
};

const NOTHING: PagingFacts = {
  opened: false,
  client: '',
  status: 'new',
  validated: false,
  cycle: 0,
  priority: 'P4',
  policyId: '',
  policyVersion: 0,
  triggers: [],
};

const triggered = (facts: PagingFacts, how: Trigger['how'], at: string, stamp: Stamp): PagingFacts => ({
  ...facts,
  triggers: [...facts.triggers, { how, at, eventId: stamp.eventId, recordedAt: stamp.recordedAt }],
});
/** What it was for is over where the priority is another one; the same one confirms it. */
const assigned = (facts: PagingFacts, priority: Priority, stamp: Stamp): PagingFacts => {
  const looked = { ...facts, validated: true };
  if (priority === facts.priority) return looked;
  return triggered({ ...looked, priority, triggers: [] }, 'priority', stamp.occurredAt, stamp);
};

type FoldedEvent = Extract<
  TicketEvent,
  {
    type:
      | 'TicketOpened'
      | 'ClientContactRecorded'
      | 'TicketReopened'
      | 'TicketTriaged'
      | 'PriorityChanged'
      | 'PriorityCorrected'
      | 'TicketPolicyRebound';
  }
>;
const FACTS: Fold<PagingFacts, FoldedEvent>['evolve'] = {
  TicketOpened: (_none, event, stamp) => {
    const { client, assigned: priority, policyId, policyVersion, contactedAt } = event;
    const facts = { ...NOTHING, opened: true, client, priority, policyId, policyVersion, cycle: 1 };
    return triggered(facts, 'opened', contactedAt ?? stamp.occurredAt, stamp);
  },
  ClientContactRecorded: (facts, _event, stamp) => triggered(facts, 'contact', stamp.occurredAt, stamp),
  TicketReopened: (facts, { cycle }, stamp) =>
    triggered({ ...facts, cycle, triggers: [] }, 'reopened', stamp.occurredAt, stamp),
  TicketTriaged: (facts, { priority }, stamp) => assigned(facts, priority, stamp),
  PriorityChanged: (facts, { to }, stamp) => assigned(facts, to, stamp),
  PriorityCorrected: (facts, { to }, stamp) => assigned(facts, to, stamp),
  TicketPolicyRebound: (facts, { policyId, policyVersion }) => ({ ...facts, policyId, policyVersion }),
};

/** Hears every event of a ticket: each may move its status. */
export const pagingFactsAfter = (facts: PagingFacts, event: TicketEvent, stamp: Stamp): PagingFacts => {
  const known = FACTS as Readonly<Record<string, (facts: PagingFacts, event: never, stamp: Stamp) => PagingFacts>>;
  const next = known[event.type]?.(facts, event as never, stamp) ?? facts;
  return { ...next, status: statusAfter(event.type, facts) };
};
export const NO_PAGING_FACTS = NOTHING;

const OVER = [
  'merged',
  'resolved',
  'closed',
  'cancelled',
  'rejected',
] as const satisfies readonly PageEnded['because'][];

/** Why nobody needs to come; nothing while somebody does. */
export const overBecause = ({ status, priority }: PagingFacts, policy: Policy): PageEnded['because'] | undefined =>
  OVER.find((over) => over === status) ?? (policy.document.priorities[priority].page ? undefined : 'priority');

/** What somebody is to be woken for; nothing where nobody is. */
export const wakesFor = (facts: PagingFacts, policy: Policy): Trigger | undefined =>
  facts.opened && overBecause(facts, policy) === undefined
    ? facts.triggers.find(({ at }) => !policy.standardHours.isOpen(ms(at)))
    : undefined;
