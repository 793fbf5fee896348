// mail-<ticketId>: what was written to the ticket's contact. A message is recorded before it is sent, and that it is about
// to be sent before it is: whoever dies in between leaves it begun, and it is never sent again on a guess.

import { type Catalog, type Decider, iso, ms, type Stamp } from '#kernel';
import type { MessageKind } from './message';

/** What a ticket's contact is written about, and an invitation to a training. */
export type OutboxKind = MessageKind | 'invitation';

// Events. These names and fields are the storage format.
/**
 * `revision`: of the fact on the ticket; of an invitation, which one it is. `to`: the address of the contact; absent where the
 * register is asked for it as the mail goes out.
 */
export type MessageQueued = {
  type: 'MessageQueued';
  messageId: string;
  kind: OutboxKind;
  revision: number;
  contact: string;
  to?: string;
};
/** By whom: of two processes at once the one that is written here sends it. */
export type MessageBegun = { type: 'MessageBegun'; messageId: string; attempt: number; by: string };
/** The channel has accepted it. */
export type MessageSent = { type: 'MessageSent'; messageId: string };
/** The channel did not take it. It is tried again at `retryAt`; without one it never is. */
export type MessageFailed = { type: 'MessageFailed'; messageId: string; reason: string; retryAt?: string };
/** Whether the channel took it nobody knows: its sender died, or heard nothing. */
export type MessageUncertain = { type: 'MessageUncertain'; messageId: string };
/** It was accepted, and came back. */
export type MessageBounced = { type: 'MessageBounced'; messageId: string; reason: string };
/** Too many in an hour: something answers by itself, and so would we. */
export type MessageSuppressed = { type: 'MessageSuppressed'; messageId: string; kind: OutboxKind; revision: number };
export type OutboxEvent =
  | MessageQueued
  | MessageBegun
  | MessageSent
  | MessageFailed
  | MessageUncertain
  | MessageBounced
  | MessageSuppressed;
export const MAIL_EVENTS = {
  MessageQueued: { schemaVersion: 1, personal: ['to'] },
  MessageBegun: { schemaVersion: 1 },
  MessageSent: { schemaVersion: 1 },
  MessageFailed: { schemaVersion: 1, personal: ['reason'] },
  MessageUncertain: { schemaVersion: 1 },
  MessageBounced: { schemaVersion: 1, personal: ['reason'] },
  MessageSuppressed: { schemaVersion: 1 },
} as const satisfies Catalog<OutboxEvent>;

// State.
export type MessageState = 'queued' | 'begun' | 'sent' | 'failed' | 'uncertain' | 'bounced' | 'suppressed';
export type OutboxMessage = {
  readonly messageId: string;
  readonly kind: OutboxKind;
  readonly revision: number;
  readonly state: MessageState;
  readonly contact?: string;
  readonly to?: string;
  readonly attempts: number;
  /** When it is looked at again, while it is queued or begun. */
  readonly dueAt: number;
  readonly by?: string;
  readonly reason?: string;
  readonly at: number;
};
export type Outbox = ReadonlyMap<string, OutboxMessage>;

/** A sender is done with a message within this time, or dead. */
const SENDING_MS = 5 * 60_000;
const HOUR_MS = 60 * 60_000;
/** How many messages a ticket may bring about in an hour. */
const HOURLY_MAX = 20;
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 4 * HOUR_MS;
/** Together a day and a half. */
const ATTEMPTS_MAX = 16;

const changed = (
  state: Outbox,
  { messageId }: { readonly messageId: string },
  { recordedAt }: Stamp,
  change: (before: OutboxMessage) => Partial<OutboxMessage>,
): Outbox => {
  const before = state.get(messageId);
  if (!before) throw new Error(`there is no message ${messageId}`);
  return new Map([...state, [messageId, { ...before, at: ms(recordedAt), ...change(before) }]]);
};

export type OutboxCommand =
  | ({ type: 'QueueMessage' } & Omit<MessageQueued, 'type'>)
  | { type: 'BeginMessage'; messageId: string; by: string }
  | { type: 'NoteSent'; messageId: string }
  | { type: 'NoteFailed'; messageId: string; reason: string; forGood: boolean }
  | { type: 'NoteUncertain'; messageId: string }
  | { type: 'NoteBounce'; messageId: string; reason: string };

export const outbox: Decider<OutboxCommand, Outbox, OutboxEvent> = {
  initial: new Map(),
  evolve: {
    MessageQueued: (state, { type: _, ...message }, { recordedAt }) => {
      const at = ms(recordedAt);
      return new Map([...state, [message.messageId, { ...message, state: 'queued', attempts: 0, dueAt: at, at }]]);
    },
    MessageBegun: (state, event, stamp) =>
      changed(state, event, stamp, () => ({
        state: 'begun',
        attempts: event.attempt,
        by: event.by,
        dueAt: ms(stamp.recordedAt) + SENDING_MS,
      })),
    MessageSent: (state, event, stamp) => changed(state, event, stamp, () => ({ state: 'sent' })),
    MessageFailed: (state, event, stamp) =>
      changed(state, event, stamp, () =>
        event.retryAt === undefined
          ? { state: 'failed', reason: event.reason }
          : { state: 'queued', reason: event.reason, dueAt: ms(event.retryAt) },
      ),
    MessageUncertain: (state, event, stamp) => changed(state, event, stamp, () => ({ state: 'uncertain' })),
    MessageBounced: (state, event, stamp) =>
      changed(state, event, stamp, () => ({ state: 'bounced', reason: event.reason })),
    MessageSuppressed: (state, { messageId, kind, revision }, { recordedAt }) => {
      const at = ms(recordedAt);
      const message: OutboxMessage = { messageId, kind, revision, state: 'suppressed', attempts: 0, dueAt: at, at };
      return new Map([...state, [messageId, message]]);
    },
  },
  decide: {
    QueueMessage: ({ type: _, ...message }, state, { at }) => {
      const { messageId, kind, revision } = message;
      if (state.has(messageId)) return [];
      const lately = [...state.values()].filter((one) => ms(at) - one.at < HOUR_MS && one.state !== 'suppressed');
      // Somebody invites, and no machine that answers could go on so for ever.
      if (lately.length >= HOURLY_MAX && kind !== 'invitation')
        return [{ type: 'MessageSuppressed', messageId, kind, revision }];
      return [{ type: 'MessageQueued', ...message }];
    },
    BeginMessage: ({ messageId, by }, state) => {
      const message = state.get(messageId);
      return message?.state === 'queued'
        ? [{ type: 'MessageBegun', messageId, attempt: message.attempts + 1, by }]
        : [];
    },
    NoteSent: ({ messageId }, state) =>
      state.get(messageId)?.state === 'begun' ? [{ type: 'MessageSent', messageId }] : [],
    NoteFailed: ({ messageId, reason, forGood }, state, { at }) => {
      const message = state.get(messageId);
      if (message?.state !== 'begun') return [];
      if (forGood || message.attempts >= ATTEMPTS_MAX) return [{ type: 'MessageFailed', messageId, reason }];
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (message.attempts - 1), LONGEST_PAUSE_MS);
      return [{ type: 'MessageFailed', messageId, reason, retryAt: iso(ms(at) + pause) }];
    },
    NoteUncertain: ({ messageId }, state) =>
      state.get(messageId)?.state === 'begun' ? [{ type: 'MessageUncertain', messageId }] : [],
    NoteBounce: ({ messageId, reason }, state) => {
      const known = state.get(messageId)?.state;
      return known === 'sent' || known === 'uncertain' ? [{ type: 'MessageBounced', messageId, reason }] : [];
    },
  },
};

export type OutboxAction =
  | { readonly do: 'send' | 'give-up'; readonly message: OutboxMessage }
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'rest' };
/** What is left to do, read from the state alone: the same after a crash, a replay or on another machine. */
export const nextAction = (state: Outbox, now: number): OutboxAction => {
  const open = [...state.values()].filter((one) => one.state === 'queued' || one.state === 'begun');
  const due = open.filter(({ dueAt }) => dueAt <= now).sort((one, other) => one.revision - other.revision)[0];
  if (due) return { do: due.state === 'queued' ? 'send' : 'give-up', message: due };
  return open.length === 0 ? { do: 'rest' } : { do: 'wait', until: Math.min(...open.map(({ dueAt }) => dueAt)) };
};
