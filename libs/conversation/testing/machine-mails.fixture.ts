// What machines write, and what a mail server found about a sender.

import { base64, head, type MailShape, OURS, plain, T } from './mail-shape';

const dsn = (action: string, original: string) => [
  'From: MAILER-DAEMON@mx.acme.example',
  'Return-Path: <>',
  'To: support@desk.example',
  'Subject: Undelivered Mail Returned to Sender',
  'MIME-Version: 1.0',
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
  '',
  '--b1',
  'Content-Type: text/plain',
  '',
  'It could not be delivered.',
  '--b1',
  'Content-Type: message/delivery-status',
  '',
  'Reporting-MTA: dns; mx.acme.example',
  '',
  'Final-Recipient: rfc822; bob@acme.example',
  `Action: ${action}`,
  'Status: 5.2.2',
  'Diagnostic-Code: smtp; 552 mailbox full',
  '--b1',
  'Content-Type: text/rfc822-headers',
  '',
  `Message-ID: ${original}`,
  '--b1--',
];
export const MACHINES: readonly MailShape[] = [
  { what: 'a delivery report', raw: dsn('failed', OURS), kind: 'bounce' },
  { what: 'a report of a delay', raw: dsn('delayed', OURS), kind: 'bounce' },
  {
    what: 'a bounce that is plain text',
    raw: [
      'From: Mail Delivery Subsystem <mailer-daemon@x.example>',
      'Subject: failure notice',
      '',
      `550 no such user`,
      `Message-ID: ${OURS}`,
    ],
    kind: 'bounce',
  },
  {
    what: 'a bounce by postmaster with an empty return path',
    raw: ['Return-Path: <>', 'From: postmaster@x.example', 'Subject: undeliverable', '', 'x'],
    kind: 'bounce',
  },
  ...(
    [
      ['RFC 3834', 'Auto-Submitted: auto-replied'],
      ['a notification', 'Auto-Submitted: auto-generated'],
      ['an old autoresponder', 'X-Autoreply: yes'],
      ['another old autoresponder', 'X-Autorespond: away'],
      ['Exchange', 'X-Auto-Response-Suppress: All'],
      ['precedence', 'Precedence: auto_reply'],
      ['bulk', 'Precedence: bulk'],
      ['a mailing list', 'List-Id: <news.acme.example>'],
    ] as const
  ).map(
    ([what, header]): MailShape => ({
      what: `by itself: ${what}`,
      raw: plain(['I am away'], header, `In-Reply-To: ${OURS}`),
      kind: 'automatic',
    }),
  ),
  ...[
    'Automatic reply: No calls',
    'Out of Office: No calls',
    'Abwesenheitsnotiz: No calls',
    'Réponse automatique : No calls',
    'Respuesta automática: No calls',
  ].map(
    (subject): MailShape => ({
      what: `by itself: ${subject}`,
      raw: [...head(`Subject: =?utf-8?B?${base64(subject)}?=`), '', 'I am away'],
      kind: 'automatic',
    }),
  ),
  {
    what: 'Auto-Submitted: no, which is a person',
    raw: plain(['Yes'], 'Auto-Submitted: no', `In-Reply-To: ${OURS}`),
    kind: 'message',
    thread: T,
  },
];

const found = (line: string) => plain(['Yes'], `In-Reply-To: ${OURS}`, `Authentication-Results: ${line}`);
export const SENDERS: readonly MailShape[] = [
  {
    what: 'whom our server vouches for',
    raw: found('mx.desk.example; spf=pass; dmarc=pass header.from=acme.example'),
    kind: 'message',
    thread: T,
    sender: 'verified',
  },
  {
    what: 'whom our server does not believe',
    raw: found('mx.desk.example; spf=fail; dmarc=fail'),
    kind: 'message',
    thread: T,
    sender: 'spoofed',
  },
  {
    what: 'who fails SPF alone',
    raw: found('mx.desk.example; spf=fail smtp.mailfrom=x'),
    kind: 'message',
    thread: T,
    sender: 'spoofed',
  },
  {
    what: 'a finding that somebody wrote into the mail',
    raw: found('mx.evil.example; dmarc=pass'),
    kind: 'message',
    thread: T,
    sender: 'unverified',
  },
  { what: 'nothing that was found', raw: plain(['Yes']), kind: 'message', sender: 'unverified' },
];
