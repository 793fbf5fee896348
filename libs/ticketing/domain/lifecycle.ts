// ticket-<id>, its life: opened, worked, resolved, closed, reopened; and what waiting means on the way.

import { DAY, type Decider, DomainError, iso, MINUTE, ms } from '#kernel';
import type { Channel, Priority } from '#policy';
import type { LifecycleEvent, Waiting } from './lifecycle-events';
import type { TicketMerged } from './merging';
import { type Priorities, type PriorityEvent, priorities } from './priority';
import type { TicketContext } from './ticket-context';
import { type Category, startingTier } from './tier';
import type { WorkLogged } from './work';

type Seen = LifecycleEvent | PriorityEvent | WorkLogged | TicketMerged;

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
  readonly policyId: string;
  readonly policyVersion: number;
  readonly cycle: number;
  readonly event: number;
  readonly assignee?: string;
  readonly priorities: Priorities;
};
export type Lifecycle =
  | { readonly status: 'none' }
  | (Known & { readonly status: OpenStatus | 'cancelled' })
  | (Known & { readonly status: 'resolved'; readonly resolvedAt: number; readonly autoCloseAt: number })
  | (Known & { readonly status: 'closed'; readonly resolvedAt: number })
  | (Known & { readonly status: 'merged'; readonly into: string });
export type Status = Lifecycle['status'];

export const isOpen = (status: Status): status is OpenStatus => (OPEN_STATUSES as readonly string[]).includes(status);

// Commands.
export type LifecycleCommand =
  | {
      type: 'OpenTicket';
      client: string;
      requester?: string;
      channel: Channel;
      requested: Priority;
      summary: string;
      category?: Category;
      /** When the client contacted us, where that was before now. */
      contactedAt?: string;
      /** Raised by a system: nobody contacted us. */
      monitoring?: boolean;
    }
  | { type: 'RecordContact'; channel: Channel }
  | { type: 'AssignTicket'; assignee: string; reason?: string }
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
  | { type: 'CancelTicket'; reason: string };

export const lifecycle: Decider<LifecycleCommand, Lifecycle, LifecycleEvent, Seen, TicketContext> = {
  initial: { status: 'none' },
  evolve: {
    TicketOpened: (_state, event, stamp) => ({
      status: 'new',
      client: event.client,
      openedAt: ms(stamp.recordedAt),
      policyId: event.policyId,
      policyVersion: event.policyVersion,
      cycle: 1,
      event: 1,
      priorities: priorities.evolve.TicketOpened(priorities.initial, event, stamp),
    }),
    TicketTriaged: (state, event, stamp) => ({
      ...opened(state),
      status: 'triaged',
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
    WorkStarted: (state) => begun(opened(state), 'in_progress'),
    WorkLogged: (state) => begun(opened(state), 'in_progress'),
    ClientContactRecorded: (state) => opened(state),
    CustomerActionRequested: (state) => ({ ...opened(state), status: 'awaiting_customer' }),
    ThirdPartyReferred: (state) => ({ ...opened(state), status: 'awaiting_third_party' }),
    WorkScheduled: (state) => ({ ...opened(state), status: 'scheduled' }),
    TicketResumed: (state) => ({ ...opened(state), status: 'in_progress' }),
    ServiceRestored: (state) => opened(state),
    TicketResolved: (state, { autoCloseAt }, { occurredAt }) => ({
      ...opened(state),
      status: 'resolved',
      resolvedAt: ms(occurredAt),
      autoCloseAt: ms(autoCloseAt),
    }),
    TicketClosed: (state) => ({ ...resolved(state), status: 'closed' }),
    TicketReopened: (state, event, stamp) => ({
      ...opened(state),
      status: 'in_progress',
      cycle: event.cycle,
      event: event.event,
      priorities: priorities.evolve.TicketReopened(opened(state).priorities, event, stamp),
    }),
    TicketCancelled: (state) => ({ ...opened(state), status: 'cancelled' }),
    TicketMerged: (state, { into }) => ({ ...opened(state), status: 'merged', into }),
  },
  decide: {
    OpenTicket: (command, state, { at, policy }) => {
      if (state.status !== 'none') throw refusal('ticket.exists', 'A ticket with this id is already open.');
      const { client, requester, channel, requested, summary, category = 'general', monitoring = false } = command;
      const contactedAt = command.contactedAt ?? at;
      if (ms(contactedAt) > ms(at))
        throw refusal('time.in-future', `The contact is said to be at ${contactedAt}; it is ${at} now.`);
      if (ms(contactedAt) < CALENDARS_BEGIN)
        throw refusal(
          'time.out-of-range',
          `The contact is said to be at ${contactedAt}. No calendar goes back so far.`,
        );
      return [
        {
          type: 'TicketOpened',
          client,
          ...(requester !== undefined && { requester }),
          channel,
          requested,
          assigned: policy.document.defaultPriority[channel],
          summary,
          category,
          tier: startingTier(category),
          ...(!monitoring && { contactedAt }),
          policyId: policy.id,
          policyVersion: policy.version,
        },
      ];
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
      return [{ type: 'TicketResolved', cycle, code, note, autoCloseAt: iso(ms(at) + minutes * MINUTE) }];
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
          `The ticket was resolved more than ${reopenDays} days ago. Open a new one and link it.`,
        );
      const sameEvent = since <= policy.document.afterHours.eventWindowMinutes * MINUTE;
      return [{ type: 'TicketReopened', cycle: cycle + 1, event: sameEvent ? event : event + 1, channel, reason }];
    },
    CancelTicket: ({ reason }) => [{ type: 'TicketCancelled', reason }],
  },
};

/** Clocks cannot be computed for what lies before (docs/policy.md). */
const CALENDARS_BEGIN = Date.UTC(1970, 0, 2);

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
  | 'time.in-future'
  | 'time.out-of-range';
