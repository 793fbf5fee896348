// Mails that name a ticket, or none.

import { base64, head, type MailShape, OURS, plain, T } from './mail-shape';

export const THREADED: readonly MailShape[] = [
  {
    what: 'an answer to one of ours',
    raw: plain(['Yes'], `In-Reply-To: ${OURS}`),
    kind: 'message',
    thread: T,
    text: 'Yes',
  },
  {
    what: 'an answer by References alone',
    raw: plain(['Yes'], `References: <x@y> ${OURS}`),
    kind: 'message',
    thread: T,
  },
  {
    what: 'References over several lines',
    raw: plain(['Yes'], 'References: <x@y>', `\t${OURS}`),
    kind: 'message',
    thread: T,
  },
  {
    what: 'the number in the subject alone',
    raw: [...head(`Subject: RE: [#${T}] No calls`), '', 'Yes'],
    kind: 'message',
    thread: T,
  },
  {
    what: 'the number in small letters',
    raw: [...head(`Subject: Fwd: [#${T.toLowerCase()}] x`), '', 'Yes'],
    kind: 'message',
    thread: T,
  },
  {
    what: 'the number in an encoded subject',
    raw: [...head(`Subject: =?utf-8?B?${base64(`Réf [#${T}] panne`)}?=`), '', 'Oui'],
    kind: 'message',
    thread: T,
    subject: `Réf [#${T}] panne`,
  },
  {
    what: 'a message id of somebody else’s domain',
    raw: plain(['Yes'], `In-Reply-To: <${T}.4@evil.example>`),
    kind: 'message',
  },
  { what: 'a number that is none', raw: [...head('Subject: [#12345] No calls'), '', 'Yes'], kind: 'message' },
  {
    what: 'a mail of its own',
    raw: [...head('Subject: Fax is broken'), '', 'No page comes out.'],
    kind: 'message',
    text: 'No page comes out.',
  },
  { what: 'no subject', raw: [...head(), '', 'Help'], kind: 'message', subject: '', text: 'Help' },
  { what: 'no body', raw: head('Subject: call me'), kind: 'message', text: '', subject: 'call me' },
  {
    what: 'an answer between the quotes',
    raw: plain(['> Is it lit?', 'No.', '> Did you turn it?', 'Twice.'], `In-Reply-To: ${OURS}`),
    kind: 'message',
    thread: T,
    text: '> Is it lit?\nNo.\n> Did you turn it?\nTwice.',
  },
  {
    what: 'nothing but a quote',
    raw: plain(['> Is it lit?'], `In-Reply-To: ${OURS}`),
    kind: 'message',
    thread: T,
    text: '> Is it lit?',
  },
  {
    what: 'an address without a name',
    raw: ['From: bob@acme.example', 'Subject: x', '', 'y'],
    kind: 'message',
    from: 'bob@acme.example',
  },
  {
    what: 'an address in capitals',
    raw: ['From: "Marsh, Bob" <BOB@ACME.Example>', 'Subject: x', '', 'y'],
    kind: 'message',
    from: 'bob@acme.example',
  },
  {
    what: 'several senders',
    raw: ['From: a@acme.example, b@acme.example', 'Subject: x', '', 'y'],
    kind: 'message',
    from: 'a@acme.example',
  },
  { what: 'no sender', raw: ['Subject: x', '', 'y'], kind: 'message' },
  {
    what: 'bare line feeds in a header of two lines',
    raw: [...head('Subject: one', '  two'), '', 'y'],
    kind: 'message',
    subject: 'one two',
  },
];
