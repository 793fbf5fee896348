// Mail to clients and from them.

import { z } from 'zod';
import { type Settings, text } from './setting';

export const MAIL_SETTINGS = {
  DESK_ADDRESS: {
    schema: z
      .string()
      .regex(/^[^\s@<>]+@[^\s@<>]+$/, 'is an address: support@example.com')
      .optional(),
    does: 'From whom messages to clients are, through `SMTP_URL`; its domain is that of our message ids, by which answers are threaded',
    takes: 'an address',
    unset: 'no mail goes to clients',
  },
  MAIL_WEBHOOK_SECRET: {
    schema: z.string().min(24, 'has at least 24 characters: whsec_ and 32 random bytes in base64').optional(),
    does: 'What `POST /inbound/mail` is signed with, as Standard Webhooks are',
    takes: '`whsec_` and base64',
    unset: 'no mail is taken by webhook',
  },
  MAIL_AUTHSERV: {
    schema: text.optional(),
    does: 'The mail server whose `Authentication-Results` are believed; what others wrote into a mail is no finding',
    takes: 'its name as it writes it: `mx.example.com`',
    unset: 'every sender is unverified, and shown so',
  },
  BILLING_GATEWAY_URL: {
    schema: z
      .string()
      .regex(/^https?:\/\/[^\s?#]+$/, 'is an address that begins with https://, without a query')
      .optional(),
    does: 'The billing system, which is asked for invoices: POST to it under an `Idempotency-Key`, GET `…/key` to look one up',
    takes: '`https://billing.example.com/invoices`; http on this machine only, in production',
    unset: 'nobody is asked: invoices are made elsewhere, and noted',
  },
  BILLING_GATEWAY_TOKEN: {
    schema: z.string().min(8, 'has at least 8 characters').optional(),
    does: 'What the billing system knows us by: `Authorization: Bearer`',
    takes: 'a token',
    unset: 'no `Authorization` is sent',
  },
  SCAN_PROGRAM: {
    schema: text.optional(),
    does: 'Looks into every attachment before it is kept: handed its path, it ends with 0 (clean) or 1 (infected), as `clamdscan` does',
    takes: 'a program',
    unset: 'development: nobody looks; production: no file is taken',
  },
  MAIL_DIR: {
    schema: text.optional(),
    does: 'A maildir whose new mails are taken in',
    takes: 'a directory with `new` and `cur`',
    unset: 'none is watched',
  },
} as const satisfies Settings;
