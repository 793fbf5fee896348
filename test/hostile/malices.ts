import type { OutboundOutcome } from '#http-kit/outbound';
import type { Malice } from './peer';

const PARCEL = 64 * 1024;
/** Says it again and again, as fast as it is read, until somebody hangs up. */
const withoutEnd =
  (text: string): Malice =>
  (connection) => {
    const parcel = text.repeat(Math.ceil(PARCEL / text.length));
    const more = () => {
      while (!connection.destroyed && connection.write(parcel));
    };
    connection.on('drain', more);
    more();
  };

/** A byte now and then. */
const trickling =
  (text: string, everyMs: number): Malice =>
  (connection) => {
    let at = 0;
    const timer = setInterval(() => connection.write(text[at++ % text.length] ?? ''), everyMs);
    connection.once('close', () => clearInterval(timer));
  };

const OK = 'HTTP/1.1 200 OK\r\n';

export const says =
  (text: string): Malice =>
  (connection) =>
    void connection.write(text);
const then =
  (text: string, next: Malice): Malice =>
  (connection) => {
    connection.write(text);
    next(connection);
  };
export const nothing: Malice = () => {};
const hangsUp: Malice = (connection) => void connection.end();
export const resets: Malice = (connection) => void connection.resetAndDestroy();

type Expected = OutboundOutcome['is'] | number;
export const WHOLE = `${OK}content-length: 2\r\n\r\nok`;

/** What somebody whom we call may do, and what comes of the call. */
export const MALICES: readonly (readonly [what: string, malice: Malice, expected: Expected])[] = [
  ['answers as it should', says(WHOLE), 200],
  ['says nothing at all', nothing, 'too-slow'],
  ['hangs up', hangsUp, 'hung-up'],
  ['resets the connection', resets, 'hung-up'],
  ['continues (100) without end', withoutEnd('HTTP/1.1 100 Continue\r\n\r\n'), 'babbling'],
  ['gives early hints (103) without end', withoutEnd('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'), 'babbling'],
  ['is at it (102) now and then, for ever', trickling('HTTP/1.1 102 Processing\r\n\r\n', 20), 'too-slow'],
  ['continues once, and answers', says(`HTTP/1.1 100 Continue\r\n\r\n${WHOLE}`), 200],
  ['continues, and says no more', says('HTTP/1.1 100 Continue\r\n\r\n'), 'too-slow'],
  [
    'upgrades (101), and stays',
    says('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
    'upgraded',
  ],
  ['upgrades (101) to nothing', says('HTTP/1.1 101 Switching Protocols\r\n\r\n'), 'upgraded'],
  [
    'upgrades (101), and talks on',
    then(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
      withoutEnd('x'.repeat(65_536)),
    ),
    'upgraded',
  ],
  ['says it byte by byte', trickling(`${OK}x-a: ${'a'.repeat(2_000)}`, 5), 'too-slow'],
  ['has headers without end', then(OK, withoutEnd(`x-a: ${'a'.repeat(1_000)}\r\n`)), 'babbling'],
  ['has one header of 100 MB', then(`${OK}x-a: `, withoutEnd('a'.repeat(100_000))), 'babbling'],
  ['has a status line without end', then('HTTP/1.1 200 ', withoutEnd('a'.repeat(100_000))), 'babbling'],
  ['never ends its head', says(`${OK}x-a: b\r\n`), 'too-slow'],
  ['hangs up within its head', then(`${OK}x-a: b\r\n`, hangsUp), 'hung-up'],
  ['never ends its body', says(`${OK}content-length: 10\r\n\r\nok`), 200],
  ['has a body without length or end', then(`${OK}\r\n`, withoutEnd('a'.repeat(65_536))), 200],
  ['lies about its length, saying less', says(`${OK}content-length: 1\r\n\r\n${'a'.repeat(70_000)}`), 200],
  ['lies about its length, saying more', then(`${OK}content-length: 9999999999\r\n\r\nok`, hangsUp), 200],
  ['has a length that is none', says(`${OK}content-length: many\r\n\r\n`), 'no-http'],
  ['has two lengths', says(`${OK}content-length: 1\r\ncontent-length: 2\r\n\r\nok`), 'no-http'],
  ['lies about a chunk', says(`${OK}transfer-encoding: chunked\r\n\r\nffffffff\r\nok`), 200],
  ['has a chunk that is none', says(`${OK}transfer-encoding: chunked\r\n\r\nnone\r\n`), 200],
  ['redirects to itself', says('HTTP/1.1 307 Temporary Redirect\r\nlocation: /\r\n\r\n'), 307],
  ['redirects to another scheme', says('HTTP/1.1 302 Found\r\nlocation: file:///etc/passwd\r\n\r\n'), 302],
  ['redirects to this machine', says('HTTP/1.1 308 Permanent Redirect\r\nlocation: http://127.0.0.1:22/\r\n\r\n'), 308],
  ['speaks no HTTP', says('220 mail.example.com ESMTP\r\n'), 'no-http'],
  ['speaks HTTP/2', says('\x00\x00\x12\x04\x00\x00\x00\x00\x00\x00\x03\x00\x00\x00\x64'), 'no-http'],
  ['says noughts without end', withoutEnd('\0'.repeat(65_536)), 'no-http'],
  ['answers with a status that is none', says('HTTP/1.1 042 Unknown\r\n\r\n'), 'no-http'],
];
