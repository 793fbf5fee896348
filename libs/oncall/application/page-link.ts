// The link in a message: whoever has it may take the page, without a session. Nothing of it is kept but its hash, in the
// event that says that the message was about to be sent.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 bits that nobody can guess. */
export const newLinkToken = (): string => randomBytes(32).toString('base64url');

export const linkHashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

export const isLinkOf = (token: string, linkHash: string): boolean =>
  timingSafeEqual(createHash('sha256').update(token).digest(), Buffer.from(linkHash, 'base64url'));

export const linkTo = (origin: string, ticketId: string, token: string): string =>
  `${origin.replace(/\/$/, '')}/pages/${ticketId}/link/${token}`;
