// Answers with what they quote, as mail programs write them.

import { base64, head, type MailShape, OURS, T } from './mail-shape';

export const QUOTED: readonly MailShape[] = (
  [
    [
      'Gmail',
      ['It is dark.', '', 'On Sat, Mar 14, 2026 at 3:33 AM Desk <support@desk.example> wrote:', '> Is it lit?'],
    ],
    [
      'Gmail, with the line of the quote broken',
      [
        'It is dark.',
        '',
        'On Sat, Mar 14, 2026 at 3:33 AM The Support Desk of the Provider',
        '<support@desk.example> wrote:',
        '> Is it lit?',
      ],
    ],
    [
      'Apple Mail',
      ['It is dark.', '', 'On 14 Mar 2026, at 03:33, Desk <support@desk.example> wrote:', '', '> Is it lit?'],
    ],
    [
      'Outlook, head',
      [
        'It is dark.',
        '',
        'From: Desk <support@desk.example>',
        'Sent: Saturday, March 14, 2026 3:33 AM',
        'To: Bob',
        'Subject: No calls',
        '',
        'Is it lit?',
      ],
    ],
    [
      'Outlook, line and head',
      ['It is dark.', '________________________________', 'From: Desk', 'Sent: Saturday', 'Is it lit?'],
    ],
    ['Outlook, original message', ['It is dark.', '', '-----Original Message-----', 'From: Desk', 'Is it lit?']],
    ['Outlook in German', ['It is dark.', '', '-----Ursprüngliche Nachricht-----', 'Von: Desk', 'Is it lit?']],
    ['Thunderbird in German', ['It is dark.', '', 'Am 14.03.26 um 03:33 schrieb Desk:', '> Is it lit?']],
    [
      'French',
      ['It is dark.', '', 'Le sam. 14 mars 2026 à 03:33, Desk <support@desk.example> a écrit :', '> Is it lit?'],
    ],
    [
      'Spanish',
      ['It is dark.', '', 'El sáb, 14 mar 2026 a las 3:33, Desk (<support@desk.example>) escribió:', '> Is it lit?'],
    ],
    ['Italian', ['It is dark.', '', 'Il giorno sab 14 mar 2026 alle ore 03:33 Desk ha scritto:', '> Is it lit?']],
    ['Dutch', ['It is dark.', '', 'Op za 14 mrt 2026 om 03:33 schreef Desk:', '> Is it lit?']],
    ['Japanese', ['It is dark.', '', '2026年3月14日(土) 3:33 Desk <support@desk.example>:', '> Is it lit?']],
    ['Chinese', ['It is dark.', '', 'Desk <support@desk.example> 写道:', '> Is it lit?']],
    ['a quote below without any line before it', ['It is dark.', '', '> Is it lit?', '> Really?']],
    ['a signature', ['It is dark.', '', '-- ', 'Bob Marsh', 'Acme Dental']],
    ['a forwarded message', ['It is dark.', '', '---------- Forwarded message ----------', 'From: Desk', 'Is it lit?']],
  ] as const
).map(([what, body]) => ({
  what: `an answer with a quote: ${what}`,
  raw: [
    ...head(
      `In-Reply-To: ${OURS}`,
      'Subject: Re: No calls',
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
    ),
    '',
    base64(body.join('\r\n')),
  ],
  kind: 'message',
  thread: T,
  text: 'It is dark.',
}));
