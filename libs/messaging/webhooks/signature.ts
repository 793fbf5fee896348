// Standard Webhooks 1.0: how a receiver knows that a message is ours, is whole, and is not an old one sent again.

import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** 32 random bytes, as receivers' libraries take them. */
export const newSecret = (): string => `${PREFIX}${randomBytes(32).toString('base64')}`;

/** The headers of one attempt. `at` in epoch milliseconds; `id` is the same for every attempt at a message. */
export const signed = (secret: string, id: string, at: number, body: string): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(at / 1000));
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
};
