// Every call that we make to somebody else's server. Whoever answers may be anybody's enemy: whatever it does, a call
// ends by its deadline, with one of the names below, and leaves no connection behind.

import { type LookupAddress, lookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import fastq from 'fastq';

/** Why there was no answer. The words are for the log and for whoever looks after a receiver. */
const FAILURES = {
  stopped: 'we are stopping',
  'too-slow': 'did not answer in time',
  'no-such-name': 'its name leads nowhere',
  'not-permitted': 'its name leads to an address that nothing is sent to',
  unreachable: 'takes no connection',
  'hung-up': 'hung up before it had answered',
  'bad-tls': 'has no TLS that can be trusted',
  upgraded: 'wants another protocol (101)',
  babbling: 'says more before its answer than anybody reads',
  'no-http': 'does not answer in HTTP',
  'called-off': 'is not wanted any more',
} as const;
export type OutboundFailure = keyof typeof FAILURES;

/** `answered`: a whole head of a final answer came, and its body where that was asked for. */
export type OutboundOutcome =
  | { readonly is: 'answered'; readonly status: number; readonly body?: string }
  | { readonly is: OutboundFailure; readonly reason: string };

export type OutboundCall = {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** A GET sends no body. */
  readonly method?: 'POST' | 'GET';
  /** How much of the answer's body is read: up to so many bytes, and nothing where more comes. */
  readonly readsBytes?: number;
  /** Whether an address may be connected to. Asked for each that the name has by now, at every call. */
  readonly permits: (address: string) => boolean;
  /** Ends the call at once. */
  readonly signal: AbortSignal;
  /** For the whole of it: name, connection, TLS, sending, and the head of the answer. */
  readonly deadlineMs?: number;
  /** Asked when the connection stands and all that is left is to send: nothing is sent where it says no. */
  readonly isWanted?: () => Promise<boolean>;
  /** PEM; Node's own list of authorities where there is none. */
  readonly ca?: string;
};

const DEADLINE_MS = 15_000;
const HEAD_BYTES_MAX = 16 * 1024;
/** Below it are answers that announce another one. */
const FINAL = 200;
const UPGRADE = 101;
/** How often one may be told to wait (1xx) before the answer. */
const INTERIM_MAX = 8;
/** Names are looked up in the pool of threads that also writes files: they must never have all of it. */
const LOOKUPS_AT_ONCE = 2;
const lookups = fastq<unknown, (free: () => void) => void>((look, free) => look(() => free(null)), LOOKUPS_AT_ONCE);

/**
 * Posts once, over a connection of its own, and says what came of it. Never rejects, follows no redirect, upgrades to
 * nothing, reads no more of a body than was asked for, and ends within its deadline whatever the other end does.
 */
export const callOut = ({
  url,
  headers,
  body,
  method = 'POST',
  readsBytes = 0,
  permits,
  signal,
  deadlineMs = DEADLINE_MS,
  isWanted,
  ca,
}: OutboundCall) =>
  new Promise<OutboundOutcome>((resolve) => {
    let request: ClientRequest | undefined;
    let socket: Socket | undefined;
    const ended = new AbortController();
    // What the client says of its own end is of no interest any more; and some ends it does not tell of at all.
    const settle = (outcome: OutboundOutcome) => {
      clearTimeout(late);
      signal.removeEventListener('abort', stop);
      ended.abort();
      request?.destroy();
      socket?.destroy();
      resolve(outcome);
    };
    const fail = (is: OutboundFailure, detail?: string) =>
      settle({ is, reason: detail === undefined ? FAILURES[is] : `${FAILURES[is]} (${detail})` });
    const late = setTimeout(() => fail('too-slow', `${deadlineMs / 1000} s`), deadlineMs);
    const stop = () => fail('stopped');
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop);

    const host = url.hostname.replace(/^\[|\]$/g, '');
    // An address is connected to as it is: nobody looks it up.
    if (isIP(host) !== 0 && !permits(host)) return fail('not-permitted', host);
    const options: RequestOptions = {
      method,
      headers: {
        ...headers,
        ...(method === 'POST' && { 'content-length': String(Buffer.byteLength(body)) }),
        'user-agent': 'Faultline',
      },
      lookup: permittedOnly(permits, ended.signal),
      agent: false,
      // Whatever the environment says of certificates.
      rejectUnauthorized: true,
      maxHeaderSize: HEAD_BYTES_MAX,
      ...(ca !== undefined && { ca }),
    };
    try {
      request = url.protocol === 'https:' ? overHttps(url, options) : overHttp(url, options);
    } catch (error) {
      return fail('no-http', error instanceof Error ? error.message : String(error));
    }
    let interim = 0;
    request.on('socket', (connected: Socket) => {
      socket = connected;
    });
    request.on('information', () => ++interim > INTERIM_MAX && fail('babbling', '1xx without end'));
    request.on('upgrade', () => fail('upgraded'));
    request.on('response', (response) => {
      const { statusCode: status = 0 } = response;
      if (status < FINAL) return fail(status === UPGRADE ? 'upgraded' : 'no-http');
      if (readsBytes === 0) return settle({ is: 'answered', status });
      bodyOf(
        response,
        readsBytes,
        (text) => settle({ is: 'answered', status, body: text }),
        () => fail('babbling', 'a body without end'),
      );
    });
    request.on('error', (error: NodeJS.ErrnoException) => fail(failureOf(error), error.code ?? error.message));
    request.on('close', () => fail('hung-up'));
    sendIfWanted(request, url, body, () => fail('called-off'), isWanted);
  });

/** The whole of it, or too much. What breaks off ends as any call that does. */
const bodyOf = (response: IncomingMessage, most: number, done: (text: string) => void, tooMuch: () => void): void => {
  const parts: Buffer[] = [];
  let length = 0;
  response.on('data', (part: Buffer) => {
    length += part.length;
    if (length > most) tooMuch();
    else parts.push(part);
  });
  response.on('end', () => done(Buffer.concat(parts).toString('utf8')));
};

const sendIfWanted = (
  request: ClientRequest,
  { protocol }: URL,
  body: string,
  callOff: () => void,
  isWanted?: () => Promise<boolean>,
): void => {
  if (!isWanted) {
    request.end(body);
    return;
  }
  request.once('socket', (socket: Socket) =>
    socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      isWanted().then((wanted) => (wanted ? request.end(body) : callOff()), callOff);
    }),
  );
};

/** Looks a name up when it is called, and hands on no address that is not permitted, whatever it was before. */
const permittedOnly =
  (permits: (address: string) => boolean, ended: AbortSignal): LookupFunction =>
  (hostname, options, done) => {
    lookups.push((free) => {
      if (ended.aborted) return free();
      lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
        free();
        if (error) return done(error, '');
        const permitted = found.filter(({ address }) => permits(address));
        const [first] = permitted;
        if (!first) return done(Object.assign(new Error(hostname), { code: NOT_PERMITTED }), '');
        return options.all ? done(null, permitted) : done(null, first.address, first.family);
      });
    });
  };
const NOT_PERMITTED = 'ENOTPERMITTED';

const BY_CODE: readonly (readonly [RegExp, OutboundFailure])[] = [
  [/^ENOTPERMITTED$/, 'not-permitted'],
  [/^(ENOTFOUND|EAI_)/, 'no-such-name'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EHOSTDOWN|ENETDOWN|EMFILE|ENFILE)$/, 'unreachable'],
  [/^ETIMEDOUT$/, 'too-slow'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED)$/, 'hung-up'],
  [/^HPE_HEADER_OVERFLOW$/, 'babbling'],
  [/^HPE_/, 'no-http'],
  [/^(ERR_SSL|ERR_TLS|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME_MISMATCH)/, 'bad-tls'],
];
const failureOf = ({ code = '' }: NodeJS.ErrnoException): OutboundFailure =>
  BY_CODE.find(([pattern]) => pattern.test(code))?.[1] ?? 'no-http';
