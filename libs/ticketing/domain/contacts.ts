// ticket-<id>, what was said: contacts of the client, public replies of the provider.

import { type Decider, ms } from '#kernel';
import type { Channel } from '#policy';
import type { ClientContactRecorded, TicketOpened, TicketReopened } from './lifecycle-events';
import type { MergeAbsorbed } from './merging';

/** A public reply by staff, on any channel: the first one answers the ticket. */
export type ReplySent = { type: 'ReplySent'; channel?: Channel; text?: string };

export type Contact = { readonly at: number; readonly channel: Channel };
export type Conversation = { readonly contacts: readonly Contact[]; readonly replies: readonly number[] };
export type SendReply = { type: 'SendReply'; channel?: Channel; text?: string };
type Seen = ReplySent | TicketOpened | ClientContactRecorded | TicketReopened | MergeAbsorbed;

const contacted = (state: Conversation, channel: Channel, at: string): Conversation => ({
  ...state,
  contacts: [...state.contacts, { at: ms(at), channel }],
});

export const conversation: Decider<SendReply, Conversation, ReplySent, Seen> = {
  initial: { contacts: [], replies: [] },
  evolve: {
    TicketOpened: (state, { channel, contactedAt }) =>
      contactedAt === undefined ? state : contacted(state, channel, contactedAt),
    ClientContactRecorded: (state, { channel }, { occurredAt }) => contacted(state, channel, occurredAt),
    TicketReopened: (state, { channel }, { occurredAt }) => contacted(state, channel, occurredAt),
    ReplySent: (state, _event, { occurredAt }) => ({ ...state, replies: [...state.replies, ms(occurredAt)] }),
    MergeAbsorbed: (state, { contacts, replies }) => ({
      contacts: [...state.contacts, ...contacts.map(({ at, channel }) => ({ at: ms(at), channel }))],
      replies: [...state.replies, ...replies.map(ms)],
    }),
  },
  decide: {
    SendReply: ({ channel, text }) => [
      { type: 'ReplySent', ...(channel !== undefined && { channel }), ...(text !== undefined && { text }) },
    ],
  },
};
