import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { subjectOf } from '#kernel';
import { UnreadableEvent } from '../errors';
import type { DataKey, Keys } from '../keys/keys';
import { isForbidden, isRecord } from './plain';

// ADR 0001. The form of a sealed field, its additional data and its path are stored for ever.

/** What a reader sees of a field whose key was destroyed. */
export const ERASED = '[erased]';

/** A personal field as it is stored; all three last are base64url, the ciphertext ends with the 16 bytes of its tag. */
type Sealed = { subject: string; keyId: string; nonce: string; ciphertext: string };

/** Which event a field belongs to: it opens nowhere else. `stream` has no store prefix. */
export type Bearer = { readonly stream: string; readonly eventId: string };

const additionalData = ({ stream, eventId }: Bearer, path: string) =>
  Buffer.from(JSON.stringify([stream, eventId, path]), 'utf8');

const CIPHER = 'aes-256-gcm';
/** Handed bare bytes, Node takes three times as long to find out what kind of key they are. It is not kept here. */
const secretOf = ({ secret }: DataKey): KeyObject => createSecretKey(secret);

const sealField = (value: unknown, path: string, bearer: Bearer, key: DataKey): { $sealed: Sealed } => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv(CIPHER, secretOf(key), nonce).setAAD(additionalData(bearer, path));
  const body = [cipher.update(JSON.stringify(value), 'utf8'), cipher.final(), cipher.getAuthTag()];
  const ciphertext = Buffer.concat(body).toString('base64url');
  return {
    $sealed: { subject: subjectOf(bearer.stream), keyId: key.id, nonce: nonce.toString('base64url'), ciphertext },
  };
};

/**
 * A copy of plain data in which every field that `personal` names is sealed; the rest is shared. What is not shaped as
 * a path expects is sealed whole, where it departs from it: better too much than a name in the clear.
 */
export const seal = (data: unknown, personal: readonly string[], bearer: Bearer, key: DataKey): unknown => {
  const sealAt = (value: unknown, [step, ...rest]: readonly string[], path: string): unknown => {
    const below = (name: string | number) => (path === '' ? String(name) : `${path}.${name}`);
    if (step === undefined) return sealField(value, path, bearer, key);
    if (step === '*' && Array.isArray(value)) return value.map((element, i) => sealAt(element, rest, below(i)));
    if (step === '*' || !isRecord(value)) return value === null ? null : sealField(value, path, bearer, key);
    if (!Object.hasOwn(value, step)) return value;
    return { ...value, [step]: sealAt(value[step], rest, below(step)) };
  };
  return personal.reduce((sealed, path) => sealAt(sealed, path.split('.'), ''), data);
};

const isSealed = (field: unknown): field is Sealed =>
  isRecord(field) &&
  ['subject', 'keyId', 'nonce', 'ciphertext'].every(
    (name) => typeof (field as Record<string, unknown>)[name] === 'string',
  );

type Finds = Pick<Keys, 'find'>;
const openField = ({ keyId, nonce, ciphertext }: Sealed, path: string, bearer: Bearer, keys: Finds): unknown => {
  const key = keys.find(keyId);
  if (key === 'destroyed') return ERASED;
  if (key === undefined)
    throw new UnreadableEvent(
      `The field ${path} is sealed with the key ${keyId}, which is not in the key file and was never destroyed. ` +
        'Restore the key file; do not skip the event.',
    );
  const sealed = Buffer.from(ciphertext, 'base64url');
  try {
    const decipher = createDecipheriv(CIPHER, secretOf(key), Buffer.from(nonce, 'base64url'))
      .setAAD(additionalData(bearer, path))
      .setAuthTag(sealed.subarray(-16));
    return JSON.parse(decipher.update(sealed.subarray(0, -16), undefined, 'utf8') + decipher.final('utf8'));
  } catch {
    throw new UnreadableEvent(
      `The field ${path} does not open with the key ${keyId}: it was altered, or it was sealed for another event.`,
    );
  }
};

/**
 * Stored data with every sealed field opened, whatever version of the event sealed it; data without any is returned
 * as it is. `onKey` hears the id of each key met. Throws `UnreadableEvent` where a field does not open, and on keys
 * that no event may have.
 */
export const unseal = (data: unknown, bearer: Bearer, keys: Finds, onKey?: (keyId: string) => void): unknown => {
  const openAt = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) {
      const opened = value.map((element, i) => openAt(element, below(path, i)));
      return opened.some((element, i) => element !== value[i]) ? opened : value;
    }
    if (!isRecord(value)) return value;
    return isSealedField(value) ? openSealed(value, path) : openRecord(value, path);
  };
  const openSealed = ({ $sealed }: Record<string, unknown>, path: string): unknown => {
    if (!isSealed($sealed)) throw new UnreadableEvent(`The field ${path} is sealed in a way that is not ours.`);
    onKey?.($sealed.keyId);
    return openField($sealed, path, bearer, keys);
  };
  const openRecord = (record: Record<string, unknown>, path: string): unknown => {
    let opened = record;
    for (const name of Object.keys(record)) {
      if (isForbidden(name))
        throw new UnreadableEvent(`It has a field named ${below(path, name)}, which no event may have.`);
      const field = openAt(record[name], below(path, name));
      if (field === record[name]) continue;
      if (opened === record) opened = { ...record };
      opened[name] = field;
    }
    return opened;
  };
  return openAt(data, '');
};

const below = (path: string, name: string | number): string => (path === '' ? String(name) : `${path}.${name}`);
const isSealedField = (record: Record<string, unknown>): boolean => {
  const names = Object.keys(record);
  return names.length === 1 && names[0] === '$sealed';
};

/** The ids of the keys that sealed any of it, whether or not it can be opened. */
export const keyIdsOf = (data: unknown): readonly string[] => {
  if (typeof data !== 'object' || data === null) return [];
  const fields = Object.values(data);
  if (isRecord(data) && fields.length === 1 && isSealed(data.$sealed)) return [data.$sealed.keyId];
  return fields.flatMap(keyIdsOf);
};
