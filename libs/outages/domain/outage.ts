// outage-<id>: what is decided about one root cause, and what is left to do for each of its tickets.

import { type Decider, DomainError, type Instead } from '#kernel';
import type { FaultClass } from '#policy';
import type {
  CauseOutcome,
  OutageCauseFound,
  OutageCauseProposed,
  OutageErasureGround,
  OutageEvent,
  OutageNoticePassedOn,
  PassedOn,
} from './outage-events';

// State.
export type Notice = { readonly noticeId: string; readonly text: string; readonly at: string; readonly by: string };
export type Cause = Omit<OutageCauseFound, 'type'> & { readonly at: string; readonly by: string };
export type AttachedTicket = {
  readonly ticketId: string;
  readonly client: string;
  readonly attachedAt: string;
  /** The first notice that it is to be told of, counted from 0. */
  readonly noticesFrom: number;
  readonly passedOn: ReadonlyMap<string, { readonly outcome: PassedOn; readonly contact?: string }>;
  readonly proposed: ReadonlyMap<string, CauseOutcome>;
};
export type KnownOutage = {
  readonly status: 'open' | 'closed';
  readonly summary: string;
  readonly openedAt: string;
  readonly openedBy: string;
  readonly startedAt?: string;
  readonly closedAt?: string;
  readonly note?: string;
  readonly erased: boolean;
  readonly notices: readonly Notice[];
  /** What the cause is taken for, last. */
  readonly cause?: Cause;
  /** In the order in which they were attached. */
  readonly tickets: ReadonlyMap<string, AttachedTicket>;
};
export type Outage = { readonly status: 'none' } | KnownOutage;

// Commands.
export type OutageCommand =
  | { type: 'OpenOutage'; summary: string; startedAt?: string }
  | { type: 'AttachTicket'; ticketId: string; client: string }
  | { type: 'DetachTicket'; ticketId: string; reason: string }
  | { type: 'GiveNotice'; noticeId: string; text: string }
  | ({ type: 'NotePassedOn' } & Omit<OutageNoticePassedOn, 'type'>)
  | { type: 'FindCause'; causeId: string; faultClass: FaultClass; sharePercent?: number; reason: string }
  | ({ type: 'NoteProposed' } & Omit<OutageCauseProposed, 'type'>)
  | { type: 'CloseOutage'; note: string }
  | { type: 'EraseOutage'; ground: OutageErasureGround };

const withTicket = (state: KnownOutage, ticket: AttachedTicket): KnownOutage => ({
  ...state,
  tickets: new Map([...state.tickets, [ticket.ticketId, ticket]]),
});
/** A ticket that was detached meanwhile is none of ours any more. */
const onTicket = (state: KnownOutage, ticketId: string, change: (ticket: AttachedTicket) => AttachedTicket) => {
  const ticket = state.tickets.get(ticketId);
  return ticket ? withTicket(state, change(ticket)) : state;
};

export const outage: Decider<OutageCommand, Outage, OutageEvent> = {
  initial: { status: 'none' },
  evolve: {
    OutageOpened: (_none, { summary, startedAt }, { recordedAt, actor }) => ({
      status: 'open',
      summary,
      openedAt: recordedAt,
      openedBy: actor.id,
      ...(startedAt !== undefined && { startedAt }),
      erased: false,
      notices: [],
      tickets: new Map(),
    }),
    OutageTicketAttached: (state, { ticketId, client }, { recordedAt: attachedAt }) => {
      const before = past(state);
      const noticesFrom = Math.max(0, before.notices.length - 1);
      const nothing = { passedOn: new Map(), proposed: new Map() };
      return withTicket(before, { ticketId, client, attachedAt, noticesFrom, ...nothing });
    },
    OutageTicketDetached: (state, { ticketId }) => ({
      ...past(state),
      tickets: new Map([...past(state).tickets].filter(([id]) => id !== ticketId)),
    }),
    OutageNoticeGiven: (state, { noticeId, text }, { recordedAt: at, actor }) => ({
      ...past(state),
      notices: [...past(state).notices, { noticeId, text, at, by: actor.id }],
    }),
    OutageNoticePassedOn: (state, { noticeId, ticketId, outcome, contact }) =>
      onTicket(past(state), ticketId, (ticket) => ({
        ...ticket,
        passedOn: new Map([...ticket.passedOn, [noticeId, { outcome, ...(contact !== undefined && { contact }) }]]),
      })),
    OutageCauseFound: (state, { type: _, ...cause }, { recordedAt: at, actor }) => ({
      ...past(state),
      cause: { ...cause, at, by: actor.id },
    }),
    OutageCauseProposed: (state, { causeId, ticketId, outcome }) =>
      onTicket(past(state), ticketId, (ticket) => ({
        ...ticket,
        proposed: new Map([...ticket.proposed, [causeId, outcome]]),
      })),
    OutageClosed: (state, { note }, { recordedAt: closedAt }) => ({ ...past(state), status: 'closed', note, closedAt }),
    OutageErased: (state) => {
      const { cause, note: _, ...rest } = past(state);
      return {
        ...rest,
        summary: '[erased]',
        notices: rest.notices.map((notice) => ({ ...notice, text: '[erased]' })),
        ...(cause && { cause: { ...cause, reason: '[erased]' } }),
        erased: true,
      };
    },
  },
  decide: {
    OpenOutage: ({ summary, startedAt }, { status }) =>
      status === 'none' ? [{ type: 'OutageOpened', summary, ...(startedAt !== undefined && { startedAt }) }] : [],
    AttachTicket: ({ ticketId, client }, state) => {
      const { tickets } = open(state);
      if (tickets.has(ticketId)) return [];
      if (tickets.size >= TICKETS_MAX)
        throw refusal('outage.full', `An outage has at most ${TICKETS_MAX} tickets. Open another one for the rest.`);
      return [{ type: 'OutageTicketAttached', ticketId, client }];
    },
    DetachTicket: ({ ticketId, reason }, state) =>
      known(state).tickets.has(ticketId) ? [{ type: 'OutageTicketDetached', ticketId, reason }] : [],
    GiveNotice: ({ noticeId, text }, state) => {
      const { notices } = open(state);
      return notices.some((notice) => notice.noticeId === noticeId)
        ? []
        : [{ type: 'OutageNoticeGiven', noticeId, text }];
    },
    NotePassedOn: ({ type: _, ...passed }, state) =>
      pendingNotices(known(state)).some((one) => one.noticeId === passed.noticeId && one.ticketId === passed.ticketId)
        ? [{ type: 'OutageNoticePassedOn', ...passed }]
        : [],
    FindCause: ({ type: _, ...cause }, state) =>
      open(state).cause?.causeId === cause.causeId ? [] : [{ type: 'OutageCauseFound', ...cause }],
    NoteProposed: ({ type: _, ...proposed }, state) =>
      pendingProposals(known(state)).some((ticket) => ticket.ticketId === proposed.ticketId) &&
      known(state).cause?.causeId === proposed.causeId
        ? [{ type: 'OutageCauseProposed', ...proposed }]
        : [],
    CloseOutage: ({ note }, state) => (known(state).status === 'closed' ? [] : [{ type: 'OutageClosed', note }]),
    EraseOutage: ({ ground }, state) => {
      const { status, erased } = known(state);
      if (erased) return [];
      if (status === 'open')
        throw refusal('outage.open', 'What is written of an outage is needed while it is open. Close it first.');
      return [{ type: 'OutageErased', ground }];
    },
  },
};

/** One event more for each, and for each notice: a stream stays readable in one go. */
const TICKETS_MAX = 2_000;

export type PendingNotice = Notice & Pick<AttachedTicket, 'ticketId' | 'client'>;
/** Whom nobody has told yet: notice by notice, ticket by ticket. What was erased is told to nobody. */
export const pendingNotices = ({ notices, tickets, erased }: KnownOutage): readonly PendingNotice[] =>
  erased
    ? []
    : notices.flatMap((notice, n) =>
        [...tickets.values()]
          .filter(({ noticesFrom, passedOn }) => n >= noticesFrom && !passedOn.has(notice.noticeId))
          .map(({ ticketId, client }) => ({ ...notice, ticketId, client })),
      );
/** The contacts, by client, whom a notice has reached already. */
export const reachedBy = ({ tickets }: KnownOutage, noticeId: string): ReadonlySet<string> =>
  new Set(
    [...tickets.values()].flatMap(({ client, passedOn }) => {
      const contact = passedOn.get(noticeId)?.contact;
      return contact === undefined ? [] : [contactKey(client, contact)];
    }),
  );
export const contactKey = (client: string, contact: string): string => `${client} ${contact}`;
/** On which tickets the cause is still to be proposed. */
export const pendingProposals = ({ cause, tickets, erased }: KnownOutage): readonly AttachedTicket[] =>
  cause && !erased ? [...tickets.values()].filter(({ proposed }) => !proposed.has(cause.causeId)) : [];

const past = (state: Outage): KnownOutage => {
  if (state.status !== 'none') return state;
  throw new Error('the outage was never opened');
};
/** Throws `outage.unknown`. */
export const known = (state: Outage): KnownOutage => {
  if (state.status !== 'none') return state;
  throw refusal('outage.unknown', 'There is no such outage. Name one that there is, or open it.', {
    acts: ['ListOutages', 'OpenOutage'],
  });
};
/** Throws `outage.unknown`, `outage.closed`. */
export const open = (state: Outage): KnownOutage => {
  const outageNow = known(state);
  if (outageNow.status === 'open') return outageNow;
  throw refusal('outage.closed', 'The outage is closed. Open another one.', { acts: ['OpenOutage'] });
};
const refusal = (code: OutageProblem, message: string, instead?: Instead) =>
  new DomainError<OutageProblem>(code, message, instead);
export type OutageProblem = `outage.${'unknown' | 'closed' | 'open' | 'full' | 'other' | 'ticket-ended'}`;
