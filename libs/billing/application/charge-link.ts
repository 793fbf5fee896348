// The link behind "why was I charged?": whoever has it sees one posting, for as long as it says, and nothing else. It is
// signed and kept nowhere; with another master key it is no link any more.

import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Injected: with what links are signed. */
export const CHARGE_LINK_SECRET = Symbol('charge link secret');
/** A key of its own, so that nothing that is signed elsewhere is ever a link. */
export const chargeLinkSecret = (masterKey: Uint8Array): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, new Uint8Array(), 'faultline charge link v1', 32));

export type ChargeLink = { readonly ticketId: string; readonly postingId: string; readonly expires: number };

const macOf = (secret: Uint8Array, text: string): Buffer => createHmac('sha256', secret).update(text).digest();

/** `expires` in epoch milliseconds. */
export const signLink = (secret: Uint8Array, { ticketId, postingId, expires }: ChargeLink): string => {
  const content = JSON.stringify([ticketId, postingId, Math.floor(expires / 1000)]);
  const text = Buffer.from(content).toString('base64url');
  return `${text}.${macOf(secret, text).toString('base64url')}`;
};

const FORM = /^([A-Za-z0-9_-]{10,400})\.([A-Za-z0-9_-]{43})$/;
/** What a link is to; `undefined` where it is none of ours, `'expired'` where it was one. `now` in epoch milliseconds. */
export const readLink = (secret: Uint8Array, link: string, now: number): ChargeLink | 'expired' | undefined => {
  const [, text, mac] = FORM.exec(link) ?? [];
  if (text === undefined || mac === undefined) return undefined;
  if (!timingSafeEqual(macOf(secret, text), Buffer.from(mac, 'base64url'))) return undefined;
  const [ticketId, postingId, seconds] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
    string,
    string,
    number,
  ];
  if (now >= seconds * 1000) return 'expired';
  return { ticketId, postingId, expires: seconds * 1000 };
};
