// ticket-<id>, its life: opened, worked, resolved, closed, reopened; and what waiting means on the way.

import { DAY, type Decider, DomainError, iso, MINUTE, ms } from '#kernel';
import { CALENDARS_END, type Channel } from '#policy';
import type { ClientContactCorrected } from './contact-correction';
import type { LifecycleEvent, RejectionGround, Waiting } from './lifecycle-events';
import type { MergeAbsorbed, TicketMerged } from './merging';
import { type OpeningProblem, type OpenTicket, opening } from './opening';
import type { TicketPolicyRebound } from './policy-binding';
import { type Priorities, type PriorityEvent, priorities } from './priority';
import type { TicketContext } from './ticket-context';
import type { WorkLogged } from './work';

type Seen =
  | LifecycleEvent
  | PriorityEvent
  | WorkLogged
  | TicketMerged
  | MergeAbsorbed
  | TicketPolicyRebound
  | ClientContactCorrected;

// State.
export const OPEN_STATUSES = [
  'new',
  'triaged',
  'assigned',
  'in_progress',
  'awaiting_customer',
  'awaiting_third_party',
  'scheduled',
] as const;
export type OpenStatus = (typeof OPEN_STATUSES)[number];
type Known = {
  readonly client: string;
  readonly openedAt: number;
  /** The first contact, or the opening where nobody contacted us: cycle 1 began then. */
  readonly firstContactAt: number;
  /** When the current cycle began: at the first contact, or at its reopening. */
  readonly cycleBeganAt: number;
  readonly policyId: string;
  readonly policyVersion: number;
  readonly cycle: number;
  readonly event: number;
  readonly assignee?: string;
  readonly priorities: Priorities;
};
export type Lifecycle =
  | { readonly status: 'none' }
  | (Known & { readonly status: OpenStatus | 'cancelled' | 'rejected' })
  | (Known & { readonly status: 'resolved'; readonly resolvedAt: number; readonly autoCloseAt: number })
  | (Known & { readonly status: 'closed'; readonly resolvedAt: number })
  | (Known & { readonly status: 'merged'; readonly into: string });
export type Status = Lifecycle['status'];

export const isOpen = (status: Status): status is OpenStatus => (OPEN_STATUSES as readonly string[]).includes(status);

// Commands.
export type LifecycleCommand =
  | OpenTicket
  | { type: 'RecordContact'; channel: Channel }
  | { type: 'AssignTicket'; assignee: string; reason?: string }
  | { type: 'UnassignTicket'; reason?: string }
  | { type: 'StartWork' }
  | Waiting<'AwaitCustomer'>
  | Waiting<'AwaitThirdParty'>
  | Waiting<'ScheduleWork'>
  | { type: 'ResumeTicket' }
  | { type: 'RestoreService' }
  | { type: 'ResolveTicket'; code: string; note: string }
  | { type: 'CloseTicket'; reason?: string }
  /** Said by the clock: closes a resolved ticket whose time has come, and is nothing otherwise. */
  | { type: 'CloseElapsed' }
  | { type: 'ReopenTicket'; channel: Channel; reason: string }
  | { type: 'CancelTicket'; reason: string }
  | { type: 'RejectTicket'; ground: RejectionGround; reason: string };

export const lifecycle: Decider<LifecycleCommand, Lifecycle, LifecycleEvent, Seen, TicketContext> = {
  initial: { status: 'none' },
  evolve: {
    TicketOpened: (_state, event, stamp) => ({
      status: 'new',
      client: event.client,
      openedAt: ms(stamp.recordedAt),
      firstContactAt: ms(event.contactedAt ?? stamp.recordedAt),
      cycleBeganAt: ms(event.contactedAt ?? stamp.recordedAt),
      policyId: event.policyId,
      policyVersion: event.policyVersion,
      cycle: 1,
      event: 1,
      priorities: priorities.evolve.TicketOpened(priorities.initial, event, stamp),
    }),
    // A new ticket becomes a triaged one; one that somebody works on already goes on as it is.
    TicketTriaged: (state, event, stamp) => ({
      ...(state.status === 'new' ? { ...state, status: 'triaged' as const } : opened(state)),
      priorities: priorities.evolve.TicketTriaged(opened(state).priorities, event, stamp),
    }),
    PriorityChanged: (state, event, stamp) => ({
      ...opened(state),
      priorities: priorities.evolve.PriorityChanged(opened(state).priorities, event, stamp),
    }),
    PriorityCorrected: (state, event, stamp) => ({
      ...opened(state),
      priorities: priorities.evolve.PriorityCorrected(opened(state).priorities, event, stamp),
    }),
    TicketAssigned: (state, { assignee }) => ({ ...begun(opened(state), 'assigned'), assignee }),
    TicketUnassigned: (state) => {
      const { assignee: _, ...rest } = opened(state);
      if (rest.status !== 'assigned') return rest;
      return { ...rest, status: rest.priorities.validated ? 'triaged' : 'new' };
    },
    WorkStarted: (state) => begun(opened(state), 'in_progress'),
    WorkLogged: (state) => begun(opened(state), 'in_progress'),
    ClientContactRecorded: (state) => opened(state),
    CustomerActionRequested: (state) => ({ ...opened(state), status: 'awaiting_customer' }),
    ThirdPartyReferred: (state) => ({ ...opened(state), status: 'awaiting_third_party' }),
    WorkScheduled: (state) => ({ ...opened(state), status: 'scheduled' }),
    TicketResumed: (state) => ({ ...opened(state), status: 'in_progress' }),
    ServiceRestored: (state) => opened(state),
    // Closing and reopening go by when the resolution was recorded, whatever the clocks make of it.
    TicketResolved: (state, { autoCloseAt }, { recordedAt }) => ({
      ...opened(state),
      status: 'resolved',
      resolvedAt: ms(recordedAt),
      autoCloseAt: ms(autoCloseAt),
    }),
    TicketClosed: (state) => ({ ...resolved(state), status: 'closed' }),
    TicketReopened: (state, event, stamp) => ({
      ...opened(state),
      status: 'in_progress',
      cycleBeganAt: ms(stamp.occurredAt),
      cycle: event.cycle,
      event: event.event,
      priorities: priorities.evolve.TicketReopened(opened(state).priorities, event, stamp),
    }),
    TicketCancelled: (state) => ({ ...opened(state), status: 'cancelled' }),
    TicketRejected: (state) => ({ ...opened(state), status: 'rejected' }),
    ClientContactCorrected: (state, { firstContactAt }) =>
      firstContactAt === undefined ? opened(state) : contactedAt(opened(state), ms(firstContactAt)),
    TicketMerged: (state, { into }) => ({ ...opened(state), status: 'merged', into }),
    MergeAbsorbed: (state, { contacts }) => contactedFirst(opened(state), contacts),
    TicketPolicyRebound: (state, { policyId, policyVersion }) => ({ ...opened(state), policyId, policyVersion }),
  },
  decide: {
    OpenTicket: (command, state, context) => {
      if (state.status !== 'none') throw refusal('ticket.exists', 'A ticket with this id is already open.');
      return [opening(command, context)];
    },
    RecordContact: ({ channel }, state) =>
      state.status === 'awaiting_customer'
        ? [
            { type: 'ClientContactRecorded', channel },
            { type: 'TicketResumed', because: 'client_contact' },
          ]
        : [{ type: 'ClientContactRecorded', channel }],
    AssignTicket: ({ assignee, reason }, state) => {
      const { status, assignee: before } = opened(state);
      const nothingNew = before === assignee && status !== 'new' && status !== 'triaged';
      return nothingNew ? [] : [{ type: 'TicketAssigned', assignee, ...(reason !== undefined && { reason }) }];
    },
    UnassignTicket: ({ reason }, state) => {
      const { assignee: from } = opened(state);
      return from === undefined ? [] : [{ type: 'TicketUnassigned', from, ...(reason !== undefined && { reason }) }];
    },
    // Work that waits goes on with `ResumeTicket`; to start what was started changes nothing.
    StartWork: (_command, { status }) => (isBeforeWork(status) ? [{ type: 'WorkStarted' }] : []),
    AwaitCustomer: ({ ask }, state) => [{ type: 'CustomerActionRequested', ...asked(ask, state) }],
    AwaitThirdParty: ({ ask }, state) => [{ type: 'ThirdPartyReferred', ...asked(ask, state) }],
    ScheduleWork: ({ ask }, state) => [{ type: 'WorkScheduled', ...asked(ask, state) }],
    ResumeTicket: () => [{ type: 'TicketResumed', because: 'asked' }],
    RestoreService: (_command, state) => [{ type: 'ServiceRestored', cycle: opened(state).cycle }],
    ResolveTicket: ({ code, note }, state, { at, policy }) => {
      if (code.trim() === '' || note.trim() === '')
        throw refusal('ticket.resolution-needed', 'Resolving needs a resolution code and a note. Give both.');
      const { cycle, priorities: assigned } = opened(state);
      const { autoClose } = policy.document.sla;
      const minutes = autoClose[assigned.current] ?? autoClose.default;
      const autoCloseAt = iso(Math.min(ms(at) + minutes * MINUTE, CALENDARS_END));
      return [{ type: 'TicketResolved', cycle, code, note, autoCloseAt }];
    },
    CloseTicket: ({ reason }) => [{ type: 'TicketClosed', how: 'confirmed', ...(reason !== undefined && { reason }) }],
    CloseElapsed: (_command, state, { at }) =>
      state.status === 'resolved' && ms(at) >= state.autoCloseAt ? [{ type: 'TicketClosed', how: 'time_elapsed' }] : [],
    ReopenTicket: ({ channel, reason }, state, { at, policy }) => {
      const { cycle, event, resolvedAt, status } = resolved(state);
      const { reopenDays } = policy.document.sla;
      const since = ms(at) - resolvedAt;
      if (status === 'closed' && since > reopenDays * DAY)
        throw refusal(
          'ticket.reopen-window-over',
          `The ticket was resolved more than ${reopenDays} days ago. Open a new one, POST /tickets, and have the two linked: POST …/links.`,
        );
      const sameEvent = since <= policy.document.afterHours.eventWindowMinutes * MINUTE;
      return [{ type: 'TicketReopened', cycle: cycle + 1, event: sameEvent ? event : event + 1, channel, reason }];
    },
    RejectTicket: ({ ground, reason }) => [{ type: 'TicketRejected', ground, reason }],
    CancelTicket: ({ reason }) => [{ type: 'TicketCancelled', reason }],
  },
};

/** A merge may bring an earlier first contact; then cycle 1 began there. */
const contactedFirst = (
  state: Exclude<Lifecycle, { status: 'none' }>,
  contacts: MergeAbsorbed['contacts'],
): Exclude<Lifecycle, { status: 'none' }> =>
  contactedAt(state, Math.min(state.firstContactAt, ...contacts.map(({ at }) => ms(at))));
const contactedAt = (
  state: Exclude<Lifecycle, { status: 'none' }>,
  firstContactAt: number,
): Exclude<Lifecycle, { status: 'none' }> => ({
  ...state,
  firstContactAt,
  ...(state.cycle === 1 && { cycleBeganAt: firstContactAt }),
});

const isBeforeWork = (status: Status) => status === 'new' || status === 'triaged' || status === 'assigned';
const begun = (state: Exclude<Lifecycle, { status: 'none' }>, status: 'assigned' | 'in_progress'): Lifecycle =>
  isBeforeWork(state.status) ? { ...state, status } : state;

const opened = (state: Lifecycle): Exclude<Lifecycle, { status: 'none' }> => {
  if (state.status === 'none') throw new Error('the ticket was never opened');
  return state;
};
const resolved = (state: Lifecycle): Extract<Lifecycle, { resolvedAt: number }> => {
  if ('resolvedAt' in state) return state;
  throw new Error('the ticket was never resolved');
};

/** A P1 pauses only with a reason: the client is down while we wait. */
const asked = (ask: string | undefined, state: Lifecycle): { ask?: string } => {
  const reason = ask?.trim() ?? '';
  if (reason === '' && opened(state).priorities.current === 'P1')
    throw refusal('ticket.reason-needed', 'A P1 waits only for a reason. Say what it waits for.');
  return reason === '' ? {} : { ask: reason };
};
const refusal = (code: LifecycleProblem, message: string) => new DomainError(code, message);
export type LifecycleProblem =
  | `ticket.${'exists' | 'resolution-needed' | 'reopen-window-over' | 'reason-needed'}`
  | OpeningProblem;
