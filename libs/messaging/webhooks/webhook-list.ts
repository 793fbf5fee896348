// One row a receiver, for those who look after them. Its secret is not in it.

import type { Delivered } from '#event-store';
import { subjectOf } from '#kernel';
import type { Projection } from '#read-store';
import type { WebhookEvent } from './subscription';

export type WebhookRow = {
  readonly id: string;
  readonly url: string;
  readonly client: string | null;
  readonly subscribedAt: string;
  readonly subscribedBy: string;
  /** Why it is sent nothing any more, and since when it took nothing; null while it is at work. */
  readonly disabled: { since: string; reason: string } | null;
  /** The dead letters: what was refused, from which revision on, why, and whether somebody has asked for it again. */
  readonly parked: readonly { ticketId: string; revision: number; reason: string; at: string; asked: boolean }[];
};
type DeliveredEvent = Delivered<WebhookEvent>;

const known = (row: WebhookRow | undefined, { stream, stamp }: DeliveredEvent): WebhookRow => {
  if (row) return row;
  throw new Error(`${stream}@${stamp.revision} comes before the subscription.`);
};
const others = (row: WebhookRow, ticketId: string) => row.parked.filter((one) => one.ticketId !== ticketId);

export const webhookList: Projection<WebhookRow, WebhookEvent, 'subscribedAt'> = {
  name: 'webhook-list',
  version: 2, // v2: whether it was disabled
  streams: ['webhooks-'],
  key: ({ stream }) => subjectOf(stream),
  columns: { subscribedAt: 'text' },
  indexes: [['subscribedAt']],
  onFailure: 'park',
  on: {
    WebhookSubscribed: (_none, { stream, stamp, event }) => ({
      id: subjectOf(stream),
      url: event.url,
      client: event.client ?? null,
      subscribedAt: stamp.recordedAt,
      subscribedBy: stamp.actor.id,
      disabled: null,
      parked: [],
    }),
    WebhookProgressed: (row, recorded) => known(row, recorded),
    TicketParked: (row, recorded) => {
      const { ticketId, revision, reason } = recorded.event;
      const before = known(row, recorded);
      const letter = { ticketId, revision, reason, at: recorded.stamp.recordedAt, asked: false };
      return { ...before, parked: [...others(before, ticketId), letter] };
    },
    RedeliveryAsked: (row, recorded) => ({
      ...known(row, recorded),
      parked: known(row, recorded).parked.map((one) =>
        one.ticketId === recorded.event.ticketId ? { ...one, asked: true } : one,
      ),
    }),
    TicketResumed: (row, recorded) => ({
      ...known(row, recorded),
      parked: others(known(row, recorded), recorded.event.ticketId),
    }),
    WebhookSecretRotated: (row, recorded) => known(row, recorded),
    WebhookDisabled: (row, recorded) => {
      const { since, reason } = recorded.event;
      return { ...known(row, recorded), disabled: { since, reason } };
    },
    WebhookEnabled: (row, recorded) => ({ ...known(row, recorded), disabled: null }),
    WebhookUnsubscribed: () => null,
  },
};
