// One attempt at one message. Never follows a redirect, never waits for long, never reads what the other end has to say.

import { lookup } from 'node:dns';
import { type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isInside, webhookAddress } from './address';

/** `taken`: it has it. `refused`: it does not want this message. `away`: it may want it later. */
export type Outcome = { readonly is: 'taken' } | { readonly is: 'refused' | 'away'; readonly reason: string };
export type Sending = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether this machine may be a receiver: in development. */
  readonly loopback: boolean;
  readonly signal: AbortSignal;
};

const TIMEOUT_MS = 15_000;
/** Too early, too many, took too long: all of them say "later". */
const LATER = [408, 425, 429];

const outcomeOf = (status: number): Outcome => {
  if (status >= 200 && status < 300) return { is: 'taken' };
  const reason = `answered ${status}`;
  return { is: status >= 500 || LATER.includes(status) ? 'away' : 'refused', reason };
};

/** Looks a name up and hands on no address that is inside of a network, whatever the name said when it was checked. */
const outsideOnly =
  (loopback: boolean): LookupFunction =>
  (hostname, options, done) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '');
      const outside = found.filter(({ address }) => !isInside(address, loopback));
      const [first] = outside;
      if (!first) return done(new Error(`${hostname} leads to an address inside of a network`), '');
      return options.all ? done(null, outside) : done(null, first.address, first.family);
    });

export const send = ({ url, headers, body, loopback, signal }: Sending): Promise<Outcome> =>
  new Promise((resolve) => {
    const away = (error: Error) => resolve({ is: 'away', reason: error.message });
    let request: ClientRequest;
    try {
      const address = webhookAddress(url, loopback);
      const over = address.protocol === 'https:' ? overHttps : overHttp;
      const length = String(Buffer.byteLength(body));
      request = over(address, {
        method: 'POST',
        headers: { ...headers, 'content-length': length, 'user-agent': 'Faultline' },
        lookup: outsideOnly(loopback),
        agent: false,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
    } catch (error) {
      return resolve({ is: 'refused', reason: error instanceof Error ? error.message : String(error) });
    }
    request.on('error', away);
    request.on('response', (response: IncomingMessage) => {
      resolve(outcomeOf(response.statusCode ?? 0));
      response.destroy();
    });
    request.end(body);
  });
