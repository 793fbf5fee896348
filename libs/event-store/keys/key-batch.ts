import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { DataKey } from './keys';

// One line of the key file: 256 keys, made and wrapped together, so that a new subject costs no flush of its own.

export const KEYS_IN_BATCH = 256;
const SECRET_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export type KeyBatch = { readonly id: string; readonly secrets: Buffer; readonly destroyed: ReadonlySet<number> };

export const newBatch = (): KeyBatch => ({
  id: randomBytes(8).toString('base64url'),
  secrets: randomBytes(KEYS_IN_BATCH * SECRET_BYTES),
  destroyed: new Set(),
});

/** The key at `index`; its id is the batch's and the index: 'mZ0cBk3nQ5E.17'. */
export const keyAt = (batch: KeyBatch, index: number): DataKey => ({
  id: `${batch.id}.${index}`,
  secret: batch.secrets.subarray(index * SECRET_BYTES, (index + 1) * SECRET_BYTES),
});

/** Which batch and index a key's id names; undefined where it names none. */
export const placeOf = (keyId: string): { batch: string; index: number } | undefined => {
  const [batch, digits, ...rest] = keyId.split('.');
  const index = Number(digits);
  if (batch === undefined || digits === undefined || rest.length > 0) return undefined;
  return /^\d{1,3}$/.test(digits) && index < KEYS_IN_BATCH ? { batch, index } : undefined;
};

/** The same batch with some keys gone: zeros are left in their place, and the record that it was on purpose. */
export const without = (batch: KeyBatch, indexes: Iterable<number>): KeyBatch => {
  const secrets = Buffer.from(batch.secrets);
  const destroyed = new Set([...batch.destroyed, ...indexes]);
  for (const index of destroyed) secrets.fill(0, index * SECRET_BYTES, (index + 1) * SECRET_BYTES);
  return { id: batch.id, secrets, destroyed };
};

// The list of the destroyed is part of what is authenticated: nobody without the master key can claim an erasure.
const additionalData = (id: string, destroyed: readonly number[]) => Buffer.from(JSON.stringify([id, destroyed]));

/** The batch as a line of the file (without its end), wrapped by the master key. */
export const wrap = ({ id, secrets, destroyed }: KeyBatch, master: Uint8Array): string => {
  const gone = [...destroyed].sort((a, b) => a - b);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(additionalData(id, gone));
  const wrapped = Buffer.concat([nonce, cipher.update(secrets), cipher.final(), cipher.getAuthTag()]);
  return JSON.stringify({ batch: id, destroyed: gone, wrapped: wrapped.toString('base64url') });
};

/** A line of the file, opened; undefined where it is no whole line. Throws where the master key does not open it. */
export const unwrap = (line: string, master: Uint8Array): KeyBatch | undefined => {
  let parsed: { batch?: unknown; destroyed?: unknown; wrapped?: unknown };
  try {
    parsed = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { batch: id, destroyed, wrapped } = parsed;
  if (typeof id !== 'string' || !Array.isArray(destroyed) || typeof wrapped !== 'string') return undefined;
  const bytes = Buffer.from(wrapped, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', master, bytes.subarray(0, NONCE_BYTES))
    .setAAD(additionalData(id, destroyed))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  const secrets = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  return { id, secrets, destroyed: new Set(destroyed) };
};
