import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Stored } from './stored';

// ADR 0002. What goes into a leaf is fixed for ever: every proof that was handed out depends on it.

/** The canonical form (RFC 8785) of what a tamper proof covers: neither when the server wrote it nor where it lies. */
export const canonicalForm = ({ stream, revision, eventId, type, data, metadata }: Stored): string =>
  canonicalize({ stream, revision, eventId, type, data, metadata }) ?? '';

/** Any value of JSON in its canonical form (RFC 8785). Throws where it has none. */
export const canonicalJson = (value: unknown): string => canonicalize(value) ?? '';

/** The leaf of one stored event: SHA-256 over its canonical form, as 64 hexadecimal digits. */
export const leafOf = (stored: Stored): string =>
  createHash('sha256').update(canonicalForm(stored), 'utf8').digest('hex');
