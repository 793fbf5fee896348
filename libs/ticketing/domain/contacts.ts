// ticket-<id>, what was said: contacts of the client, public replies of the provider.

import { type Decider, DomainError, ms } from '#kernel';
import type { Channel, Priority } from '#policy';
import type { ClientContactRecorded, TicketOpened, TicketReopened } from './lifecycle-events';
import type { MergeAbsorbed } from './merging';
import type { PriorityEvent } from './priority';

/** A public reply by staff, on any channel: the first one answers the ticket. */
export type ReplySent = { type: 'ReplySent'; channel?: Channel; text?: string };
export const INSTEAD_OF_PHONE = ['portal', 'email'] as const satisfies readonly Channel[];
type InsteadOfPhone = (typeof INSTEAD_OF_PHONE)[number];
/** Clause 1: resources are short. The contact counts from when it came, and this answers nothing. */
export type TelephoneSupportRedirected = { type: 'TelephoneSupportRedirected'; to: InsteadOfPhone; reason: string };

export type Contact = { readonly at: number; readonly channel: Channel };
export type Conversation = {
  readonly contacts: readonly Contact[];
  readonly replies: readonly number[];
  readonly priority: Priority;
};
export type ContactEvent = ReplySent | TelephoneSupportRedirected;
export type ContactCommand =
  | { type: 'SendReply'; channel?: Channel; text?: string }
  | { type: 'RedirectTelephoneSupport'; to: InsteadOfPhone; reason: string };
type Seen = ContactEvent | TicketOpened | ClientContactRecorded | TicketReopened | MergeAbsorbed | PriorityEvent;

const contacted = (state: Conversation, channel: Channel, at: string): Conversation => ({
  ...state,
  contacts: [...state.contacts, { at: ms(at), channel }],
});

export const conversation: Decider<ContactCommand, Conversation, ContactEvent, Seen> = {
  initial: { contacts: [], replies: [], priority: 'P3' },
  evolve: {
    TicketOpened: (state, { channel, contactedAt, assigned: priority }) => {
      const opened = { ...state, priority };
      return contactedAt === undefined ? opened : contacted(opened, channel, contactedAt);
    },
    TicketTriaged: (state, { priority }) => ({ ...state, priority }),
    PriorityChanged: (state, { to: priority }) => ({ ...state, priority }),
    PriorityCorrected: (state, { to: priority }) => ({ ...state, priority }),
    ClientContactRecorded: (state, { channel }, { occurredAt }) => contacted(state, channel, occurredAt),
    TicketReopened: (state, { channel }, { occurredAt }) => contacted(state, channel, occurredAt),
    ReplySent: (state, _event, { occurredAt }) => ({ ...state, replies: [...state.replies, ms(occurredAt)] }),
    TelephoneSupportRedirected: (state) => state,
    MergeAbsorbed: (state, { contacts, replies }) => ({
      ...state,
      contacts: [...state.contacts, ...contacts.map(({ at, channel }) => ({ at: ms(at), channel }))],
      replies: [...state.replies, ...replies.map(ms)],
    }),
  },
  decide: {
    SendReply: ({ channel, text }) => [
      { type: 'ReplySent', ...(channel !== undefined && { channel }), ...(text !== undefined && { text }) },
    ],
    RedirectTelephoneSupport: ({ to, reason }, { priority }) => {
      if (priority === 'P1')
        throw new DomainError<ContactProblem>(
          'contact.p1-not-redirected',
          'A P1 is helped on the telephone. Change or correct the priority first, if it is none.',
        );
      return [{ type: 'TelephoneSupportRedirected', to, reason }];
    },
  },
};
export type ContactProblem = 'contact.p1-not-redirected';
