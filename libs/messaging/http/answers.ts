import { z } from 'zod';
import { amount, instant, list, named, text, ticketId } from '#http-kit/answers';
import { CONTRACT, PUBLIC_TYPES } from '../contract/contract';

const sequence = z.string().regex(/^[0-9]{10,}$/);
/** Each type with its own data; data gets optional fields in time, so that unknown ones pass. */
export const cloudEvent = named(
  'CloudEvent',
  z.union(
    PUBLIC_TYPES.map((type) =>
      z.strictObject({
        specversion: z.literal('1.0'),
        id: text,
        source: text,
        type: z.literal(type),
        subject: ticketId,
        time: instant,
        datacontenttype: z.literal('application/json'),
        dataschema: text,
        sequence,
        previous: sequence.optional(),
        recordedtime: instant,
        partitionkey: ticketId,
        data: named(type, z.looseObject(CONTRACT[type].data.shape).describe(CONTRACT[type].says)),
      }),
    ),
  ),
);
export const feedPage = named(
  'FeedPage',
  z.strictObject({ events: list(cloudEvent), next: text.optional(), more: z.boolean() }),
);
export const ticketFeed = named(
  'TicketFeed',
  z.strictObject({ ticketId, events: list(cloudEvent), more: z.boolean() }),
);
export const asyncApiDocument = named('AsyncApiDocument', z.looseObject({ asyncapi: text }));

export const webhooks = named(
  'Webhooks',
  z.strictObject({
    webhooks: list(
      named(
        'Webhook',
        z.strictObject({
          id: text,
          url: text,
          client: text.nullable(),
          subscribedAt: instant,
          subscribedBy: text,
          disabled: named('WebhookDisabled', z.strictObject({ since: instant, reason: text })).nullable(),
          parked: list(
            named(
              'DeadLetter',
              z.strictObject({ ticketId, revision: amount, reason: text, at: instant, asked: z.boolean() }),
            ),
          ),
        }),
      ),
    ),
  }),
);
export const webhookSubscribed = named('WebhookSubscribed', z.strictObject({ id: text, url: text, secret: text }));
export const webhookSecret = named('WebhookSecret', z.strictObject({ id: text, secret: text, previousUntil: instant }));
export const webhookEnabled = named('WebhookEnabled', z.strictObject({ id: text }));
export const webhookRemoved = named('WebhookRemoved', z.strictObject({ id: text }));
export const webhookRedelivered = named('WebhookRedelivered', z.strictObject({ id: text, ticketId }));
