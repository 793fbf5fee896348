// ticket-<id>, its life: opened, worked, resolved, closed, reopened; and what waiting means on the way.

import { DAY, DomainError, type Instead, iso, MINUTE, ms } from '#kernel';
import { CALENDARS_END, type Channel } from '#policy';
import type { LifecycleEvent, RejectionGround, Waiting } from './lifecycle-events';
import type { TicketMerged } from './merging';
import { type OpeningProblem, type OpenTicket, opening } from './opening';
import type { Ticket, TicketPart } from './part';
import type { PriorityEvent } from './priority';
import { statusAfter } from './status';
import type { VoicemailReceived } from './voicemail';
import type { WorkLogged } from './work';

type FoldedEvent = LifecycleEvent | PriorityEvent | WorkLogged | TicketMerged;

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
/** In which a ticket that was opened can be. */
export const STATUSES = [...OPEN_STATUSES, 'resolved', 'closed', 'cancelled', 'rejected', 'merged'] as const;
export type OpenStatus = (typeof OPEN_STATUSES)[number];
type OpenedFacts = {
  readonly client: string;
  readonly openedAt: number;
  readonly cycle: number;
  readonly event: number;
  readonly assignee?: string;
  /** Somebody has looked at its priority: what a ticket is again that is given back. */
  readonly validated: boolean;
};
export type Lifecycle =
  | { readonly status: 'none' }
  | (OpenedFacts & { readonly status: OpenStatus | 'cancelled' | 'rejected' })
  | (OpenedFacts & { readonly status: 'resolved'; readonly resolvedAt: number; readonly autoCloseAt: number })
  | (OpenedFacts & { readonly status: 'closed'; readonly resolvedAt: number })
  | (OpenedFacts & { readonly status: 'merged'; readonly into: string });
export type Status = Lifecycle['status'];

export const isOpen = (status: Status): status is OpenStatus => (OPEN_STATUSES as readonly string[]).includes(status);

// Commands.
export type LifecycleCommand =
  | OpenTicket
  | { type: 'RecordContact'; channel: Channel; text?: string }
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

export const lifecycle: TicketPart<LifecycleCommand, Lifecycle, LifecycleEvent | VoicemailReceived, FoldedEvent> = {
  initial: { status: 'none' },
  evolve: {
    TicketOpened: (_state, { client }, { recordedAt }) => ({
      status: 'new',
      client,
      openedAt: ms(recordedAt),
      cycle: 1,
      event: 1,
      validated: false,
    }),
    TicketTriaged: (state) => after('TicketTriaged', state, { validated: true }),
    PriorityChanged: (state) => ({ ...openedTicket(state), validated: true }),
    PriorityCorrected: (state) => ({ ...openedTicket(state), validated: true }),
    TicketAssigned: (state, { assignee }) => after('TicketAssigned', state, { assignee }),
    TicketUnassigned: (state) => {
      const { assignee: _, ...rest } = openedTicket(state);
      return after('TicketUnassigned', rest);
    },
    WorkStarted: (state) => after('WorkStarted', state),
    WorkLogged: (state) => after('WorkLogged', state),
    ClientContactRecorded: (state) => openedTicket(state),
    CustomerActionRequested: (state) => after('CustomerActionRequested', state),
    ThirdPartyReferred: (state) => after('ThirdPartyReferred', state),
    WorkScheduled: (state) => after('WorkScheduled', state),
    TicketResumed: (state) => after('TicketResumed', state),
    ServiceRestored: (state) => openedTicket(state),
    // Closing and reopening go by when the resolution was recorded, whatever the clocks make of it.
    TicketResolved: (state, { autoCloseAt }, { recordedAt }) =>
      after('TicketResolved', state, { resolvedAt: ms(recordedAt), autoCloseAt: ms(autoCloseAt) }),
    TicketClosed: (state) => after('TicketClosed', resolved(state)),
    TicketReopened: (state, { cycle, event }) => after('TicketReopened', state, { cycle, event }),
    TicketCancelled: (state) => after('TicketCancelled', state),
    TicketRejected: (state) => after('TicketRejected', state),
    TicketMerged: (state, { into }) => after('TicketMerged', state, { into }),
  },
  decide: {
    OpenTicket: (command, _none, context) => {
      const { voicemail } = command;
      return [opening(command, context), ...(voicemail ? [{ type: 'VoicemailReceived' as const, ...voicemail }] : [])];
    },
    RecordContact: ({ channel, text }, { lifecycle: { status } }) => [
      { type: 'ClientContactRecorded', channel, ...(text !== undefined && { text }) },
      ...(status === 'awaiting_customer'
        ? [{ type: 'TicketResumed' as const, because: 'client_contact' as const }]
        : []),
    ],
    AssignTicket: ({ assignee, reason }, whole) => {
      const { assignee: before } = openedTicket(whole.lifecycle);
      return before === assignee ? [] : [{ type: 'TicketAssigned', assignee, ...(reason !== undefined && { reason }) }];
    },
    UnassignTicket: ({ reason }, whole) => {
      const { assignee: from } = openedTicket(whole.lifecycle);
      return from === undefined ? [] : [{ type: 'TicketUnassigned', from, ...(reason !== undefined && { reason }) }];
    },
    // Work that waits goes on with `ResumeTicket`; to start what was started changes nothing.
    StartWork: (_command, { lifecycle: { status } }) => (isBeforeWork(status) ? [{ type: 'WorkStarted' }] : []),
    AwaitCustomer: ({ ask }, { priority }) => [{ type: 'CustomerActionRequested', ...asked(ask, priority) }],
    AwaitThirdParty: ({ ask }, { priority }) => [{ type: 'ThirdPartyReferred', ...asked(ask, priority) }],
    ScheduleWork: ({ ask }, { priority }) => [{ type: 'WorkScheduled', ...asked(ask, priority) }],
    ResumeTicket: () => [{ type: 'TicketResumed', because: 'asked' }],
    RestoreService: (_command, whole) => [{ type: 'ServiceRestored', cycle: openedTicket(whole.lifecycle).cycle }],
    ResolveTicket: ({ code, note }, whole, { at, policy }) => {
      if (code.trim() === '' || note.trim() === '')
        throw refusal('ticket.resolution-needed', 'Resolving needs a resolution code and a note. Give both.');
      const { cycle } = openedTicket(whole.lifecycle);
      const { autoClose } = policy.document.sla;
      const minutes = autoClose[whole.priority.current] ?? autoClose.default;
      const autoCloseAt = iso(Math.min(ms(at) + minutes * MINUTE, CALENDARS_END));
      return [{ type: 'TicketResolved', cycle, code, note, autoCloseAt }];
    },
    CloseTicket: ({ reason }) => [{ type: 'TicketClosed', how: 'confirmed', ...(reason !== undefined && { reason }) }],
    CloseElapsed: (_command, { lifecycle: state }, { at }) =>
      state.status === 'resolved' && ms(at) >= state.autoCloseAt ? [{ type: 'TicketClosed', how: 'time_elapsed' }] : [],
    ReopenTicket: ({ channel, reason }, whole, { at, policy }) => {
      const { cycle, event, resolvedAt, status } = resolved(whole.lifecycle);
      const { reopenDays } = policy.document.sla;
      const since = ms(at) - resolvedAt;
      if (status === 'closed' && since > reopenDays * DAY)
        throw refusal(
          'ticket.reopen-window-over',
          `The ticket was resolved more than ${reopenDays} days ago. Open a new one, and have the two linked.`,
          { acts: ['OpenTicket', 'LinkTicket'] },
        );
      const sameEvent = since <= policy.document.afterHours.eventWindowMinutes * MINUTE;
      return [{ type: 'TicketReopened', cycle: cycle + 1, event: sameEvent ? event : event + 1, channel, reason }];
    },
    RejectTicket: ({ ground, reason }) => [{ type: 'TicketRejected', ground, reason }],
    CancelTicket: ({ reason }) => [{ type: 'TicketCancelled', reason }],
  },
};

const isBeforeWork = (status: Status) => status === 'new' || status === 'triaged' || status === 'assigned';
/** With the status that an event of this type leaves, and with what else it changes. */
const after = (type: FoldedEvent['type'], state: Lifecycle, change: object = {}): Lifecycle => {
  const opened = openedTicket(state);
  return { ...opened, status: statusAfter(type, opened), ...change } as Lifecycle;
};

/** The life of a ticket that there is. Throws where it has none: no history begins with anything but its opening. */
export const openedTicket = (state: Lifecycle): Exclude<Lifecycle, { status: 'none' }> => {
  if (state.status === 'none') throw new Error('the ticket was never opened');
  return state;
};
const resolved = (state: Lifecycle): Extract<Lifecycle, { resolvedAt: number }> => {
  if ('resolvedAt' in state) return state;
  throw new Error('the ticket was never resolved');
};

/** A P1 pauses only with a reason: the client is down while we wait. */
const asked = (ask: string | undefined, { current }: Ticket['priority']): { ask?: string } => {
  const reason = ask?.trim() ?? '';
  if (reason === '' && current === 'P1')
    throw refusal('ticket.reason-needed', 'A P1 waits only for a reason. Say what it waits for.');
  return reason === '' ? {} : { ask: reason };
};
const refusal = (code: LifecycleProblem, message: string, instead?: Instead) => new DomainError(code, message, instead);
export type LifecycleProblem =
  | `ticket.${'exists' | 'resolution-needed' | 'reopen-window-over' | 'reason-needed'}`
  | OpeningProblem;
