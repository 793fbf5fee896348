import { hash, randomBytes } from 'node:crypto';
import type { KeyFacts } from '../domain/key-registry';
import type { Principal } from '../domain/principal';

/** What is kept of a key: never the key itself. */
export type KeyRecord = {
  /** SHA-256 of the key, hex. The key has 256 bits of its own, so that no salt or slow hash is needed. */
  readonly hash: string;
  readonly principal: Principal;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  /** Not valid at and after this instant. */
  readonly expiresAt?: string;
  /** Handed out by a development server: works on loopback only, and never in production. */
  readonly development?: true;
  /** An access token or a session by an identity provider: it is in no file, and its provider keeps the record of it. */
  readonly isToken?: true;
};

/** Enough of the hash to tell keys apart, and of no use to anybody who would try some. */
export const keyIdOf = ({ hash }: Pick<KeyRecord, 'hash'>): string => hash.slice(0, 12);

export const factsOf = (record: KeyRecord): KeyFacts => {
  const { hash: _, ...facts } = record;
  return { keyId: keyIdOf(record), ...facts };
};

const PREFIX = 'fl_';

/** A new key: 256 random bits, recognisable by scanners for leaked secrets. */
export const mintKey = (): string => `${PREFIX}${randomBytes(32).toString('base64url')}`;

export const hashOf = (key: string): string => hash('sha256', key);
