import { requestError } from '#http-kit';
import { iso } from '#kernel';
import type { KeyRecord } from '../application/api-key';
import type { KeyFile } from '../application/key-file';
import type { RefusedBecause } from '../domain/key-registry';
import type { Principal } from '../domain/principal';
import type { Credentials } from './credentials';

const BEARER = /^Bearer +([\x21-\x7e]{1,8192})$/i;
export type KnownKeys = Pick<KeyFile, 'find' | 'findByHash' | 'use'>;

/**
 * The principal behind an `Authorization` header or a session. `developmentKeys` says whether keys of a development
 * server count at all; where they do, they do so from this very machine only. Throws `auth.…`, and `session.cross-site`
 * where another site would use the session of our page.
 */
export const authenticate = (
  keys: KnownKeys,
  credentials: Credentials,
  now: number,
  developmentKeys: boolean,
): Principal => recordBehind(keys, credentials, now, developmentKeys).principal;

/** The same, with all that is known of the key. */
export const recordBehind = (
  keys: KnownKeys,
  credentials: Credentials,
  now: number,
  developmentKeys: boolean,
): KeyRecord => {
  const record = shown(keys, credentials);
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
  if (record.development && !isLoopback(credentials.remoteAddress))
    throw refused('not-here', 'auth.loopback-only', 'A development key works on the machine of its server only.');
  keys.use.accepted(record, now);
  return record;
};

const shown = (keys: KnownKeys, { authorization, session }: Credentials): KeyRecord | undefined => {
  if (authorization !== undefined) return keys.find(BEARER.exec(authorization)?.[1] ?? '');
  if (session === undefined)
    throw requestError('auth.missing', 'Send your API key: Authorization: Bearer <key>. In a browser, sign in.');
  if (session === 'elsewhere')
    throw requestError('session.cross-site', 'A session counts on the page of this server only. Open it at /console.');
  if ('keyHash' in session) return keys.findByHash(session.keyHash);
  const { principal, from, until } = session;
  return { hash: '', principal, issuedAt: iso(from), expiresAt: iso(until), isToken: true };
};

/** Whether an address is this very machine. */
export const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (address === '::1' || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(address));
