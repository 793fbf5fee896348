// inbox-<id>: a mail that came in, named after its bytes: the same mail, delivered again, is the same. What a person wrote is
// kept here only while somebody has to look at it; what was threaded is on its ticket.

import { type Catalog, type Decider, DomainError } from '#kernel';
import type { MailFile, MailKind, Sender } from './mail';

export const QUEUED_BECAUSE = [
  'unknown_sender',
  'several_clients',
  'spoofed',
  'not_their_ticket',
  'unknown_ticket',
  'ticket_ended',
  'unreadable',
] as const;
export type QueuedBecause = (typeof QUEUED_BECAUSE)[number];
export type IgnoredBecause = 'automatic' | 'bounce_of_nothing' | 'delayed';

// Events. These names and fields are the storage format.
export type MailReceived = {
  type: 'MailReceived';
  via: 'webhook' | 'maildir';
  kind: MailKind;
  sender: Sender;
  bytes: number;
};
/** It is on a ticket, or a bounce of one of its messages. */
export type MailThreaded = { type: 'MailThreaded'; ticketId: string; how: 'contact' | 'opened' | 'bounce' | 'by_hand' };
export type MailQueued = {
  type: 'MailQueued';
  because: QueuedBecause;
  ticketId?: string;
  from: string;
  fromName?: string;
  subject: string;
  text: string;
  files: readonly MailFile[];
};
export type MailIgnored = { type: 'MailIgnored'; because: IgnoredBecause };
export type MailDiscarded = { type: 'MailDiscarded'; reason: 'spam' | 'duplicate' | 'not_ours' | 'answered' };
export type InboxEvent = MailReceived | MailThreaded | MailQueued | MailIgnored | MailDiscarded;
export const INBOX_EVENTS = {
  MailReceived: { schemaVersion: 1 },
  // Whoever dealt with it leaves nothing of it here.
  MailThreaded: { schemaVersion: 1, erases: true },
  MailQueued: { schemaVersion: 1, personal: ['from', 'fromName', 'subject', 'text', 'files.*.name'] },
  MailIgnored: { schemaVersion: 1 },
  MailDiscarded: { schemaVersion: 1, erases: true },
} as const satisfies Catalog<InboxEvent>;

export type Inbox =
  | { readonly status: 'none' }
  | { readonly status: 'received' }
  | ({ readonly status: 'queued'; readonly at: string } & Omit<MailQueued, 'type'>)
  | { readonly status: 'threaded'; readonly ticketId: string }
  | { readonly status: 'ignored' | 'discarded' };
export type InboxCommand =
  | ({ type: 'ReceiveMail' } & Omit<MailReceived, 'type'>)
  | ({ type: 'NoteThreaded' } & Omit<MailThreaded, 'type'>)
  | ({ type: 'QueueMail' } & Omit<MailQueued, 'type'>)
  | { type: 'IgnoreMail'; because: IgnoredBecause }
  | { type: 'DiscardMail'; reason: MailDiscarded['reason'] };

export const inbox: Decider<InboxCommand, Inbox, InboxEvent> = {
  initial: { status: 'none' },
  evolve: {
    MailReceived: () => ({ status: 'received' }),
    MailThreaded: (_state, { ticketId }) => ({ status: 'threaded', ticketId }),
    MailQueued: (_state, { type: _, ...mail }, { recordedAt: at }) => ({ status: 'queued', at, ...mail }),
    MailIgnored: () => ({ status: 'ignored' }),
    MailDiscarded: () => ({ status: 'discarded' }),
  },
  decide: {
    ReceiveMail: ({ via, kind, sender, bytes }, { status }) =>
      status === 'none' ? [{ type: 'MailReceived', via, kind, sender, bytes }] : [],
    NoteThreaded: ({ ticketId, how }, { status }) =>
      status === 'received' || status === 'queued' ? [{ type: 'MailThreaded', ticketId, how }] : [],
    QueueMail: ({ type: _, ...mail }, { status }) => (status === 'received' ? [{ type: 'MailQueued', ...mail }] : []),
    IgnoreMail: ({ because }, { status }) => (status === 'received' ? [{ type: 'MailIgnored', because }] : []),
    DiscardMail: ({ reason }, state) => {
      mustBeQueued(state);
      return [{ type: 'MailDiscarded', reason }];
    },
  },
};
/** Throws where nobody has to look at it. */
export const mustBeQueued = (state: Inbox): Extract<Inbox, { status: 'queued' }> => {
  if (state.status === 'queued') return state;
  throw new DomainError<ConversationProblem>('mail.not-queued', 'No such mail waits for anybody. See those that do.', {
    acts: ['ListMails'],
  });
};
export type ConversationProblem = 'mail.not-queued' | `inbound.${'signature' | 'off'}`;
