// For specs only: what happened in the night of the outage, event by event, by name.

import { type Recorded, stampOf } from '#kernel';
import type { DisputeSettled, FaultDisputed } from './dispute';
import type { Determination, FaultDeterminationSuperseded, FaultDetermined } from './fault-review';
import type { Status } from './lifecycle';
import type { LifecycleEvent, TicketOpened, TicketReopened, TicketResolved } from './lifecycle-events';
import type { MergeAbsorbed, TicketMerged } from './merging';
import type { PriorityChanged, PriorityCorrected, TicketTriaged } from './priority';
import type { TicketEvent } from './ticket';
import type { TicketEscalated } from './tier';
import type { WorkLogged, WorkVoided } from './work';

/** Saturday, 02:58 in Chicago: the voicemail. */
export const CALLED_AT = '2026-03-14T07:58:00.000Z';
/** 03:00: it is transcribed and becomes a ticket. Whatever bears no instant of its own is recorded then. */
export const OPENED_AT = '2026-03-14T08:00:00.000Z';
export const NOON = '2026-03-14T12:00:00.000Z';

/** An event that was recorded at an instant, and happened then or earlier. */
export const recordedAs = <E extends TicketEvent>(event: E, at: string, occurredAt = at): Recorded<E> => ({
  event,
  stamp: stampOf({ commandId: `${event.type}@${at}`, actor: { id: 'someone', role: 'agent' }, at, occurredAt }, 0, 0),
});

export const opened: TicketOpened = {
  type: 'TicketOpened',
  client: 'acme',
  channel: 'voicemail',
  requested: 'P1',
  assigned: 'P1',
  summary: 'calls fail',
  category: 'general',
  tier: 1,
  contactedAt: CALLED_AT,
  policyId: 'standard-support',
  policyVersion: 1,
};
export const triagedP1: TicketTriaged = { type: 'TicketTriaged', priority: 'P1' };
export const triagedP3: TicketTriaged = { type: 'TicketTriaged', priority: 'P3' };
export const raisedToP1: PriorityChanged = { type: 'PriorityChanged', from: 'P3', to: 'P1', reason: 'all sites now' };
export const correctedToP3: PriorityCorrected = {
  type: 'PriorityCorrected',
  from: 'P1',
  to: 'P3',
  reason: 'one handset only',
};
export const assignedToEve: LifecycleEvent = { type: 'TicketAssigned', assignee: 'eve' };
export const started: LifecycleEvent = { type: 'WorkStarted' };
export const askedCustomer: LifecycleEvent = { type: 'CustomerActionRequested', ask: 'Is the router lit?' };
export const askedCarrier: LifecycleEvent = { type: 'ThirdPartyReferred', ask: 'Is the trunk up?' };
export const scheduled: LifecycleEvent = { type: 'WorkScheduled', ask: 'New router on Monday' };
export const resumed: LifecycleEvent = { type: 'TicketResumed', because: 'asked' };
export const escalatedTo2: TicketEscalated = {
  type: 'TicketEscalated',
  from: 1,
  to: 2,
  reason: 'needs a network engineer',
  trigger: 'person',
};
export const eveWorked: WorkLogged = {
  type: 'WorkLogged',
  workId: 'W1',
  engineer: 'eve',
  kind: 'after_hours_emergency',
  from: '2026-03-14T08:00:00.000Z',
  to: '2026-03-14T09:00:00.000Z',
};
export const eveVoided: WorkVoided = { type: 'WorkVoided', workId: 'W1', reason: 'logged on the wrong ticket' };
export const resolved: TicketResolved = {
  type: 'TicketResolved',
  cycle: 1,
  code: 'power',
  note: 'power restored',
  autoCloseAt: '2026-03-15T08:00:00.000Z',
};
export const closed: LifecycleEvent = { type: 'TicketClosed', how: 'confirmed' };
export const cancelled: LifecycleEvent = { type: 'TicketCancelled', reason: 'withdrawn' };
const rejected: LifecycleEvent = { type: 'TicketRejected', ground: 'spam', reason: 'an advertisement' };
export const reopened: TicketReopened = {
  type: 'TicketReopened',
  cycle: 2,
  event: 1,
  channel: 'phone',
  reason: 'calls fail again',
};
export const REOPENED_AT = '2026-03-14T10:00:00.000Z';

export const clientsFault: Determination = {
  id: 'd1',
  faultClass: 'client',
  reason: 'Their power supply failed',
  evidence: [],
  by: 'rosa',
};
export const determinedByRosa: FaultDetermined = { type: 'FaultDetermined', cycle: 1, determination: clientsFault };
export const supersededByOtto: FaultDeterminationSuperseded = {
  type: 'FaultDeterminationSuperseded',
  cycle: 1,
  was: 'd1',
  determination: {
    id: 'd2',
    faultClass: 'provider',
    reason: 'Our breaker',
    evidence: [],
    by: 'otto',
    approver: 'boss',
  },
};
export const disputed: FaultDisputed = {
  type: 'FaultDisputed',
  disputeId: 'x1',
  event: 1,
  reason: 'Your carrier failed',
};
export const settled: DisputeSettled = { type: 'DisputeSettled', disputeId: 'x1', event: 1, reason: 'Talked it over' };
export const merged: TicketMerged = { type: 'TicketMerged', into: 'T2', reason: 'same outage' };
export const absorbed: MergeAbsorbed = {
  type: 'MergeAbsorbed',
  from: 'T0',
  sourceRevision: 4,
  contacts: [{ at: '2026-03-14T07:50:00.000Z', channel: 'phone' }],
  replies: ['2026-03-14T08:10:00.000Z'],
  work: [
    {
      workId: 'W0',
      engineer: 'ivo',
      kind: 'after_hours_emergency',
      from: '2026-03-14T08:00:00.000Z',
      to: '2026-03-14T08:30:00.000Z',
      voided: false,
    },
  ],
  terms: [],
};

/** A history for each state in which a ticket can be. */
export const IN_STATE: Readonly<Record<Exclude<Status, 'none'>, readonly TicketEvent[]>> = {
  new: [opened],
  triaged: [opened, triagedP1],
  assigned: [opened, triagedP1, assignedToEve],
  in_progress: [opened, triagedP1, assignedToEve, started],
  awaiting_customer: [opened, triagedP1, started, askedCustomer],
  awaiting_third_party: [opened, triagedP1, started, askedCarrier],
  scheduled: [opened, triagedP1, started, scheduled],
  resolved: [opened, triagedP1, started, resolved],
  closed: [opened, triagedP1, started, resolved, closed],
  cancelled: [opened, triagedP1, started, cancelled],
  rejected: [opened, triagedP1, rejected],
  merged: [opened, triagedP1, started, merged],
};
