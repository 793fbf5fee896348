// Mails in the encodings and shapes that there are.

import { base64, head, type MailShape, multipart, plain, TEXT, typed } from './mail-shape';

export const ENCODED: readonly MailShape[] = [
  {
    what: 'UTF-8 in eight bits',
    raw: typed('text/plain; charset=utf-8', '8bit', [Buffer.from('Störung').toString('latin1')]),
    kind: 'message',
    text: 'Störung',
  },
  {
    what: 'latin1',
    raw: typed('text/plain; charset=iso-8859-1', '8bit', ['St\xf6rung']),
    kind: 'message',
    text: 'Störung',
  },
  {
    what: 'windows-1252 with its quotes',
    raw: typed('text/plain; charset=windows-1252', 'quoted-printable', ['=93down=94']),
    kind: 'message',
    text: '“down”',
  },
  {
    what: 'quoted-printable with soft breaks',
    raw: typed('text/plain; charset=utf-8', 'quoted-printable', ['It is=', ' d=C3=A4rk']),
    kind: 'message',
    text: 'It is därk',
  },
  {
    what: 'base64',
    raw: typed('text/plain; charset=utf-8', 'base64', [base64('It is dark.')]),
    kind: 'message',
    text: 'It is dark.',
  },
  {
    what: 'ISO-2022-JP',
    raw: typed('text/plain; charset=iso-2022-jp', '7bit', ['\x1b$B%F%9%H\x1b(B']),
    kind: 'message',
    text: 'テスト',
  },
  {
    what: 'Shift-JIS',
    raw: typed('text/plain; charset=shift_jis', 'base64', ['g2WDWINn']),
    kind: 'message',
    text: 'テスト',
  },
  { what: 'GB2312', raw: typed('text/plain; charset=gb2312', 'base64', ['1tDOxA==']), kind: 'message', text: '中文' },
  { what: 'KOI8-R', raw: typed('text/plain; charset=koi8-r', 'base64', ['8NLJ18XU']), kind: 'message', text: 'Привет' },
  {
    what: 'a charset that nobody knows',
    raw: typed('text/plain; charset=x-nobody', '7bit', ['It is dark.']),
    kind: 'message',
    text: 'It is dark.',
  },
  {
    what: 'a subject in two encoded words',
    raw: [...head('Subject: =?iso-8859-1?Q?St=F6?= =?iso-8859-1?Q?rung?='), '', 'x'],
    kind: 'message',
    subject: 'Störung',
  },
  {
    what: 'format=flowed',
    raw: typed('text/plain; charset=utf-8; format=flowed', '7bit', ['It is ', 'dark.']),
    kind: 'message',
    text: 'It is dark.',
  },
  {
    what: 'HTML alone',
    raw: typed('text/html; charset=utf-8', '7bit', ['<p>It is <b>dark</b>.</p><script>x()</script>']),
    kind: 'message',
    text: 'It is dark.',
  },
  {
    what: 'text and HTML',
    raw: multipart('multipart/alternative', TEXT, ['Content-Type: text/html', '', '<p>html</p>']),
    kind: 'message',
    text: 'It is dark.',
  },
  {
    what: 'an attachment',
    raw: multipart('multipart/mixed', TEXT, [
      'Content-Type: application/pdf; name="a.pdf"',
      'Content-Disposition: attachment; filename="a.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      base64('%PDF-1.4'),
    ]),
    kind: 'message',
    text: 'It is dark.',
    files: ['a.pdf'],
  },
  {
    what: 'an attachment with an encoded name',
    raw: multipart('multipart/mixed', TEXT, [
      "Content-Disposition: attachment; filename*=utf-8''St%C3%B6rung.txt",
      'Content-Type: text/plain',
      '',
      'x',
    ]),
    kind: 'message',
    files: ['Störung.txt'],
  },
  {
    what: 'an attachment whose name is a path',
    raw: multipart('multipart/mixed', TEXT, [
      'Content-Type: image/png',
      'Content-Disposition: attachment; filename="../../etc/passwd"',
      '',
      'x',
    ]),
    kind: 'message',
    files: ['.._.._etc_passwd'],
  },
  {
    what: 'an attachment without a name',
    raw: multipart('multipart/mixed', TEXT, ['Content-Type: image/png', 'Content-Disposition: attachment', '', 'x']),
    kind: 'message',
    files: ['attachment'],
  },
  {
    what: 'a picture inside the text',
    raw: multipart('multipart/related', TEXT, [
      'Content-Type: image/png; name="logo.png"',
      'Content-ID: <l@x>',
      'Content-Disposition: inline; filename="logo.png"',
      '',
      'x',
    ]),
    kind: 'message',
    files: ['logo.png'],
  },
  {
    what: 'a multipart whose end is missing',
    raw: multipart('multipart/mixed', TEXT).slice(0, -1),
    kind: 'message',
    text: 'It is dark.',
  },
  {
    what: 'a boundary that never comes',
    raw: [...head('Subject: x', 'Content-Type: multipart/mixed; boundary="nope"'), '', 'It is dark.'],
    kind: 'message',
  },
  { what: 'a NUL in the text', raw: plain(['It is\x00 dark.']), kind: 'message', text: 'It is dark.' },
];
