// ticket-<id>, what was said: contacts of the client, public replies of the provider.

import { DomainError, iso, ms } from '#kernel';
import type { Channel } from '#policy';
import { type ClientContactCorrected, type CorrectContact, corrected, correctionOf } from './contact-correction';
import type { ClientContactRecorded, TicketOpened, TicketReopened } from './lifecycle-events';
import type { MergeAbsorbed } from './merging';
import type { TicketPart } from './part';
import { mayBeP1 } from './priority';

/** A public reply by staff, on any channel: the first one answers the ticket. */
export type ReplySent = { type: 'ReplySent'; channel?: Channel; text?: string };
export const INSTEAD_OF_PHONE = ['portal', 'email'] as const satisfies readonly Channel[];
type InsteadOfPhone = (typeof INSTEAD_OF_PHONE)[number];
/** Clause 1: resources are short. The contact counts from when it came, and this answers nothing. */
export type TelephoneSupportRedirected = { type: 'TelephoneSupportRedirected'; to: InsteadOfPhone; reason: string };

/** It never reached the client, or was never meant for them: it answered nothing. `reply`: the revision of `ReplySent`. */
export type ReplyRetracted = { type: 'ReplyRetracted'; reply: number; sentAt: string; reason: string };
/** Its channel had accepted it, so that it counts; but it came back. */
export type ReplyBounced = { type: 'ReplyBounced'; reply: number; sentAt: string; reason: string };

export type Contact = { readonly at: number; readonly channel: Channel };
/** How a contact came about, and in which cycle. */
export type Origin = { readonly how: 'opening' | 'recorded' | 'reopening' | 'absorbed'; readonly cycle: number };
type Reply = { readonly at: number; readonly retracted?: true; readonly bounced?: true };
export type Conversation = {
  readonly contacts: readonly Contact[];
  /** Of each contact, in the same order. */
  readonly origins: readonly Origin[];
  readonly replies: readonly number[];
  /** Those that were sent here, by their revision. */
  readonly sent: ReadonlyMap<number, Reply>;
  /** When each cycle began: the first at the first contact, or at the opening where nobody contacted us. */
  readonly cycleStarts: readonly number[];
};
export type ContactEvent =
  | ReplySent
  | ReplyRetracted
  | ReplyBounced
  | TelephoneSupportRedirected
  | ClientContactCorrected;
export type ContactCommand =
  | { type: 'SendReply'; channel?: Channel; text?: string }
  | { type: 'RetractReply'; reply: number; reason: string }
  | { type: 'RecordBounce'; reply: number; reason: string }
  | CorrectContact
  | { type: 'RedirectTelephoneSupport'; to: InsteadOfPhone; reason: string };
type FoldedEvent = ContactEvent | TicketOpened | ClientContactRecorded | TicketReopened | MergeAbsorbed;

const contacted = (state: Conversation, channel: Channel, at: string, how: Origin['how']): Conversation => ({
  ...state,
  contacts: [...state.contacts, { at: ms(at), channel }],
  origins: [...state.origins, { how, cycle: state.cycleStarts.length }],
});
const startedAt = (state: Conversation, at: number): Conversation => ({
  ...state,
  cycleStarts: [at, ...state.cycleStarts.slice(1)],
});
const without = (replies: readonly number[], at: number): readonly number[] =>
  replies.toSpliced(replies.indexOf(at), 1);
/** Throws where nothing was sent from here at that revision. */
const sentReply = ({ sent }: Conversation, revision: number): Reply => {
  const reply = sent.get(revision);
  if (reply) return reply;
  throw new DomainError<ContactProblem>(
    'reply.unknown',
    `Revision ${revision} of the ticket is no reply that was sent from it. The timeline on its page lists them.`,
    { acts: ['SeeTicket'] },
  );
};

export const conversation: TicketPart<ContactCommand, Conversation, ContactEvent, FoldedEvent> = {
  initial: { contacts: [], origins: [], replies: [], sent: new Map(), cycleStarts: [] },
  evolve: {
    TicketOpened: (state, { channel, contactedAt }, { recordedAt }) => {
      const opened = { ...state, cycleStarts: [ms(contactedAt ?? recordedAt)] };
      return contactedAt === undefined ? opened : contacted(opened, channel, contactedAt, 'opening');
    },
    ClientContactRecorded: (state, { channel }, { occurredAt }) => contacted(state, channel, occurredAt, 'recorded'),
    ClientContactCorrected: (state, event) => {
      const { firstContactAt } = event;
      const right = { ...state, contacts: corrected(state, event) };
      return firstContactAt === undefined ? right : startedAt(right, ms(firstContactAt));
    },
    TicketReopened: (state, { channel }, { occurredAt }) =>
      contacted({ ...state, cycleStarts: [...state.cycleStarts, ms(occurredAt)] }, channel, occurredAt, 'reopening'),
    ReplySent: (state, _event, { occurredAt, revision }) => ({
      ...state,
      replies: [...state.replies, ms(occurredAt)],
      sent: new Map([...state.sent, [revision, { at: ms(occurredAt) }]]),
    }),
    ReplyRetracted: (state, { reply, sentAt }) => ({
      ...state,
      replies: without(state.replies, ms(sentAt)),
      sent: new Map([...state.sent, [reply, { ...state.sent.get(reply), at: ms(sentAt), retracted: true }]]),
    }),
    ReplyBounced: (state, { reply, sentAt }) => ({
      ...state,
      sent: new Map([...state.sent, [reply, { ...state.sent.get(reply), at: ms(sentAt), bounced: true }]]),
    }),
    TelephoneSupportRedirected: (state) => state,
    MergeAbsorbed: (state, { contacts, replies }) => ({
      ...startedAt(state, Math.min(...state.cycleStarts.slice(0, 1), ...contacts.map(({ at }) => ms(at)))),
      contacts: [...state.contacts, ...contacts.map(({ at, channel }) => ({ at: ms(at), channel }))],
      origins: [...state.origins, ...contacts.map(() => ({ how: 'absorbed' as const, cycle: 1 }))],
      replies: [...state.replies, ...replies.map(ms)],
    }),
  },
  decide: {
    SendReply: ({ channel, text }) => [
      { type: 'ReplySent', ...(channel !== undefined && { channel }), ...(text !== undefined && { text }) },
    ],
    RetractReply: ({ reply, reason }, { conversation: state }) => {
      const { at, retracted } = sentReply(state, reply);
      return retracted ? [] : [{ type: 'ReplyRetracted', reply, sentAt: iso(at), reason }];
    },
    RecordBounce: ({ reply, reason }, { conversation: state }) => {
      const { at, bounced } = sentReply(state, reply);
      return bounced ? [] : [{ type: 'ReplyBounced', reply, sentAt: iso(at), reason }];
    },
    CorrectContact: (command, whole, { at }) => correctionOf(command, whole.conversation, at),
    RedirectTelephoneSupport: ({ to, reason }, { priority, conversation: { contacts } }) => {
      if (contacts.at(-1)?.channel !== 'phone')
        throw new DomainError<ContactProblem>(
          'contact.not-by-phone',
          'The client did not call last. Only who is on the telephone is asked to go on in writing.',
        );
      if (mayBeP1(priority))
        throw new DomainError<ContactProblem>(
          'contact.p1-not-redirected',
          'A P1 is helped on the telephone, and so is what may be one. If it is none, triage it, change or correct the priority first.',
          { acts: ['TriageTicket', 'ChangePriority', 'CorrectPriority'] },
        );
      return [{ type: 'TelephoneSupportRedirected', to, reason }];
    },
  },
};
export type ContactProblem = 'contact.p1-not-redirected' | 'contact.not-by-phone' | 'reply.unknown';
