// Standard Webhooks 1.0, as a receiver checks it: id, time and bytes are signed with the shared secret, within five minutes.

import { createHmac, timingSafeEqual } from 'node:crypto';

const WINDOW_S = 5 * 60;
const PREFIX = 'whsec_';

export type SignedHeaders = {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
};
/** Why it is not believed; nothing where it is. `now` in epoch milliseconds. */
export const faultOfSignature = (
  secret: string,
  { id, timestamp, signature }: SignedHeaders,
  body: Buffer,
  now: number,
): string | undefined => {
  if (!id || !timestamp || !signature)
    return 'The headers webhook-id, webhook-timestamp and webhook-signature are missing.';
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(now / 1000 - Number(timestamp)) > WINDOW_S)
    return 'Its timestamp is not within five minutes of now.';
  const key = Buffer.from(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret, 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const given = signature.split(' ').filter((one) => one.startsWith('v1,'));
  const isOurs = given.some((one) => {
    const bytes = Buffer.from(one.slice(3), 'base64');
    return bytes.length === expected.length && timingSafeEqual(bytes, expected);
  });
  return isOurs ? undefined : 'It is not signed with the secret of this webhook.';
};
