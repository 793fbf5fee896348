// Standard Webhooks 1.0: how a receiver knows that a message is ours, is whole, and is not an old one sent again.

import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const PREFIX = 'whsec_';

/** 32 random bytes, as receivers' libraries take them. */
export const newSecret = (): string => `${PREFIX}${randomBytes(32).toString('base64')}`;

/**
 * The headers of one attempt: a signature for each secret that counts, so that a receiver may change to the new one when it
 * likes. `at` in epoch milliseconds; `id` is the same for every attempt at a message.
 */
export const signed = (
  secrets: readonly string[],
  id: string,
  at: number,
  body: string,
): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(at / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
};

/** How far the clocks of two who trust each other may be apart, a message's way included. */
const WINDOW_MS = 5 * 60_000;

/** `unsigned`: by nobody who has a secret. `stale`: signed, and not within five minutes of now. */
export type Verdict = 'genuine' | 'unsigned' | 'stale';

/** What a signature says of a message that came: over its id, its time and its body, by one of the secrets. */
export const verdictOn = (
  secrets: readonly string[],
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  body: string,
  now: number,
): Verdict => {
  const [id, timestamp, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof given !== 'string') return 'unsigned';
  if (!/^\d{1,12}$/.test(timestamp)) return 'unsigned';
  const at = Number(timestamp) * 1_000;
  const wanted = secrets.map((secret) => Buffer.from(signed([secret], id, at, body)['webhook-signature'] ?? ''));
  const isSigned = given
    .split(' ')
    .slice(0, 10)
    .map((one) => Buffer.from(one))
    .some((one) => wanted.some((right) => one.length === right.length && timingSafeEqual(one, right)));
  if (!isSigned) return 'unsigned';
  return Math.abs(now - at) <= WINDOW_MS ? 'genuine' : 'stale';
};
