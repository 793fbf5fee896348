import { requestError } from '#http-kit';
import { iso } from '#kernel';
import type { KeyFile } from '../application/key-file';
import type { RefusedBecause } from '../domain/key-registry';
import type { Principal } from '../domain/principal';

const BEARER = /^Bearer +([\x21-\x7e]{1,200})$/i;

/**
 * The principal behind an `Authorization` header. `developmentKeys` says whether keys of a development server count at
 * all; where they do, they do so from this very machine only. Throws `auth.…`.
 */
export const authenticate = (
  keys: Pick<KeyFile, 'find' | 'use'>,
  authorization: string | undefined,
  remoteAddress: string | undefined,
  now: number,
  developmentKeys: boolean,
): Principal => {
  if (authorization === undefined)
    throw requestError('auth.missing', 'Send your API key: Authorization: Bearer <key>.');
  const record = keys.find(BEARER.exec(authorization)?.[1] ?? '');
  const refused = (because: RefusedBecause, ...problem: Parameters<typeof requestError>) => {
    keys.use.refused(record, because, now);
    return requestError(...problem);
  };
  if (!record || (record.development && !developmentKeys))
    throw refused(
      record ? 'development' : 'unknown',
      'auth.unknown-key',
      'This API key is not known here. Check it, or ask for a new one.',
    );
  if (record.expiresAt !== undefined && record.expiresAt <= iso(now))
    throw refused('expired', 'auth.expired', `This API key expired at ${record.expiresAt}. Ask for a new one.`);
  if (record.development && !isLoopback(remoteAddress))
    throw refused('not-here', 'auth.loopback-only', 'A development key works on the machine of its server only.');
  keys.use.accepted(record, now);
  return record.principal;
};

/** Whether an address is this very machine. */
export const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (address === '::1' || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address));
