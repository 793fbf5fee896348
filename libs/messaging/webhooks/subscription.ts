// webhooks-<id>: one receiver of public events. Who it is, how far it was sent to, and which tickets it would not take.

import type { Checkpoint } from '#event-store';
import { type Catalog, type Context, type Decider, DomainError, ms, streamOf } from '#kernel';

// Events. These names and fields are the storage format.
export type WebhookSubscribed = {
  type: 'WebhookSubscribed';
  url: string;
  /** Only this client's tickets. */
  client?: string;
  /** `whsec_…`, sealed: what each message is signed with. */
  secret: string;
  /** Events that were published before are not sent; absent where it gets everything from the beginning. */
  since?: string;
};
/** Everything up to here was taken, but for what is parked. After a crash what lies behind it is sent again. */
export type WebhookProgressed = { type: 'WebhookProgressed'; checkpoint: Checkpoint };
/** The dead letter: the receiver refused this event; it and all that follows of its ticket wait. */
export type TicketParked = { type: 'TicketParked'; ticketId: string; revision: number; reason: string };
/** Somebody wants it sent again. */
export type RedeliveryAsked = { type: 'RedeliveryAsked'; ticketId: string };
/** It was taken after all, up to this revision; what follows is sent as it comes. */
export type TicketResumed = { type: 'TicketResumed'; ticketId: string; revision: number };
/** Messages carry a signature of either secret until `previousUntil`; of the new one alone from then on. */
export type WebhookSecretRotated = { type: 'WebhookSecretRotated'; secret: string; previousUntil: string };
/** It took nothing since `since`, for so long that nobody can be there: it is sent nothing more until it is enabled. */
export type WebhookDisabled = { type: 'WebhookDisabled'; since: string; reason: string };
/** It is sent everything that waited. */
export type WebhookEnabled = { type: 'WebhookEnabled' };
export type WebhookUnsubscribed = { type: 'WebhookUnsubscribed' };
export type WebhookEvent =
  | WebhookSubscribed
  | WebhookProgressed
  | TicketParked
  | RedeliveryAsked
  | TicketResumed
  | WebhookSecretRotated
  | WebhookDisabled
  | WebhookEnabled
  | WebhookUnsubscribed;

export const WEBHOOK_EVENTS = {
  WebhookSubscribed: { schemaVersion: 1, personal: ['secret'] },
  WebhookProgressed: { schemaVersion: 1 },
  TicketParked: { schemaVersion: 1 },
  RedeliveryAsked: { schemaVersion: 1 },
  TicketResumed: { schemaVersion: 1 },
  WebhookSecretRotated: { schemaVersion: 1, personal: ['secret'] },
  WebhookDisabled: { schemaVersion: 1 },
  WebhookEnabled: { schemaVersion: 1 },
  WebhookUnsubscribed: { schemaVersion: 1 },
} as const satisfies Catalog<WebhookEvent>;

// State.
export type Parked = { readonly revision: number; readonly reason: string; readonly asked: boolean };
export type Subscription = Omit<WebhookSubscribed, 'type'> & {
  /** When the secret was made, and by which command: it is shown to nobody else, and not for long. */
  readonly secretMade: { readonly at: string; readonly by: string };
  readonly previous?: { readonly secret: string; readonly until: string };
  readonly disabled?: { readonly since: string; readonly reason: string };
  /** When it last got on, as far as its stream says. */
  readonly movedAt: string;
  readonly checkpoint: Checkpoint | 'start';
  readonly parked: ReadonlyMap<string, Parked>;
  /** Tickets that were parked once: up to which revision they were sent out of turn. */
  readonly resumed: ReadonlyMap<string, number>;
};
export type Webhook = { readonly status: 'none' | 'gone' } | ({ readonly status: 'active' } & Subscription);
type Active = Extract<Webhook, { status: 'active' }>;

const active = (state: Webhook): Active => {
  if (state.status === 'active') return state;
  throw new Error('there is no such subscription');
};
const parked = (state: Active, ticketId: string, one: Parked): Active => ({
  ...state,
  parked: new Map([...state.parked, [ticketId, one]]),
});

// Commands.
export type WebhookCommand =
  | ({ type: 'Subscribe' } & Omit<WebhookSubscribed, 'type'>)
  | ({ type: 'NoteProgress' } & Omit<WebhookProgressed, 'type'>)
  | ({ type: 'ParkTicket' } & Omit<TicketParked, 'type'>)
  | ({ type: 'ResumeTicket' } & Omit<TicketResumed, 'type'>)
  | { type: 'Redeliver'; ticketId: string }
  | ({ type: 'RotateSecret' } & Omit<WebhookSecretRotated, 'type'>)
  | ({ type: 'Disable' } & Omit<WebhookDisabled, 'type'>)
  | { type: 'Enable' }
  | { type: 'Unsubscribe' };

export const webhook: Decider<WebhookCommand, Webhook, WebhookEvent, WebhookEvent, Context> = {
  initial: { status: 'none' },
  evolve: {
    WebhookSubscribed: (_none, { type: _, ...subscribed }, { recordedAt, commandId }) => ({
      status: 'active',
      ...subscribed,
      secretMade: { at: recordedAt, by: commandId },
      movedAt: recordedAt,
      checkpoint: 'start',
      parked: new Map(),
      resumed: new Map(),
    }),
    WebhookProgressed: (state, { checkpoint }, { recordedAt }) => ({
      ...active(state),
      checkpoint,
      movedAt: recordedAt,
    }),
    TicketParked: (state, { ticketId, revision, reason }) =>
      parked(active(state), ticketId, { revision, reason, asked: false }),
    RedeliveryAsked: (state, { ticketId }) => {
      const found = active(state).parked.get(ticketId);
      return found ? parked(active(state), ticketId, { ...found, asked: true }) : state;
    },
    TicketResumed: (state, { ticketId, revision }) => ({
      ...active(state),
      parked: new Map([...active(state).parked].filter(([id]) => id !== ticketId)),
      resumed: new Map([...active(state).resumed, [ticketId, revision]]),
    }),
    WebhookSecretRotated: (state, { secret, previousUntil: until }, { recordedAt, commandId }) => ({
      ...active(state),
      secret,
      secretMade: { at: recordedAt, by: commandId },
      previous: { secret: active(state).secret, until },
    }),
    WebhookDisabled: (state, { since, reason }) => ({ ...active(state), disabled: { since, reason } }),
    WebhookEnabled: (state, _enabled, { recordedAt }) => {
      const { disabled: _, ...enabled } = active(state);
      return { ...enabled, movedAt: recordedAt };
    },
    WebhookUnsubscribed: () => ({ status: 'gone' }),
  },
  decide: {
    Subscribe: ({ type: _, url, client, secret, since }, { status }) =>
      status === 'none'
        ? [
            {
              type: 'WebhookSubscribed',
              url,
              ...(client !== undefined && { client }),
              secret,
              ...(since !== undefined && { since }),
            },
          ]
        : [],
    NoteProgress: ({ checkpoint }, state) =>
      state.status === 'active' ? [{ type: 'WebhookProgressed', checkpoint }] : [],
    ParkTicket: ({ ticketId, revision, reason }, state) =>
      state.status === 'active' ? [{ type: 'TicketParked', ticketId, revision, reason }] : [],
    ResumeTicket: ({ ticketId, revision }, state) =>
      state.status === 'active' && state.parked.has(ticketId) ? [{ type: 'TicketResumed', ticketId, revision }] : [],
    Redeliver: ({ ticketId }, state) => {
      const found = known(state).parked.get(ticketId);
      if (!found)
        throw new DomainError<WebhookProblem>(
          'webhook.nothing-parked',
          `Nothing of ticket ${ticketId} waits for this receiver. GET /webhooks lists what does.`,
        );
      return found.asked ? [] : [{ type: 'RedeliveryAsked', ticketId }];
    },
    RotateSecret: ({ secret, previousUntil }, state) =>
      known(state) && [{ type: 'WebhookSecretRotated', secret, previousUntil }],
    Disable: ({ since, reason }, state) =>
      state.status === 'active' && !state.disabled ? [{ type: 'WebhookDisabled', since, reason }] : [],
    Enable: (_command, state) => (known(state).disabled ? [{ type: 'WebhookEnabled' }] : []),
    Unsubscribe: (_command, state) => {
      if (state.status === 'none') throw unknown();
      return state.status === 'gone' ? [] : [{ type: 'WebhookUnsubscribed' }];
    },
  },
};

const known = (state: Webhook): Active => {
  if (state.status === 'active') return state;
  throw unknown();
};
const unknown = () =>
  new DomainError<WebhookProblem>('webhook.unknown', 'There is no such webhook. GET /webhooks lists them.');
export type WebhookProblem = `webhook.${'unknown' | 'nothing-parked' | 'address' | 'secret-shown'}`;

/** What messages are signed with at an instant (epoch milliseconds), the newest first. */
export const secretsAt = ({ secret, previous }: Subscription, now: number): readonly string[] =>
  previous && now < ms(previous.until) ? [secret, previous.secret] : [secret];

/** Receivers among the processes: in checkpoints, and at /stuck. */
export const RECEIVERS = 'webhook:';
export const webhookName = (id: string) => `${RECEIVERS}${id}`;
export const webhookStream = (id: string) => streamOf('webhooks', id);
