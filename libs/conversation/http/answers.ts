import { z } from 'zod';
import { amount, instant, list, named, page, text, ticketId } from '#http-kit/answers';
import { QUEUED_BECAUSE } from '../domain/inbox';
import { MESSAGE_KINDS } from '../domain/message';

const kind = z.enum(MESSAGE_KINDS);
export const reception = named(
  'Reception',
  z.strictObject({
    mailId: text,
    status: z.enum(['queued', 'threaded', 'ignored', 'discarded']),
    ticketId: ticketId.optional(),
  }),
);
export const mailResult = named('MailResult', z.strictObject({ mailId: text, ticketId: ticketId.optional() }));
export const mailQueue = named(
  'MailQueue',
  page(
    named(
      'WaitingMail',
      z.strictObject({
        mailId: text,
        because: z.enum(QUEUED_BECAUSE),
        sender: z.enum(['verified', 'spoofed', 'unverified']),
        ticketId: ticketId.nullable(),
        from: text,
        fromName: text.nullable(),
        subject: text,
        said: text,
        files: list(named('MailFile', z.strictObject({ name: text, mediaType: text, sha256: text, bytes: amount }))),
        receivedAt: instant,
      }),
    ),
  ),
);
export const messages = named(
  'Messages',
  z.strictObject({
    ticketId,
    messages: list(
      named(
        'Message',
        z.strictObject({
          messageId: text,
          kind,
          state: z.enum(['queued', 'begun', 'sent', 'failed', 'uncertain', 'bounced', 'suppressed']),
          at: instant,
          attempts: amount,
          subject: text.optional(),
          text: text.optional(),
          contact: text.optional(),
          reason: text.optional(),
        }),
      ),
    ),
  }),
);
export const templates = named(
  'MessageTemplates',
  z.strictObject({
    templates: list(
      named(
        'MessageTemplate',
        z.strictObject({
          kind,
          subject: text,
          text,
          preview: named('MessagePreview', z.strictObject({ subject: text, text })),
        }),
      ),
    ),
  }),
);
