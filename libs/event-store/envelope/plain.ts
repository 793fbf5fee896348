import { unstorable } from '../errors';

const DEPTH_MAX = 32;
/** Keys that mean something to JavaScript or to the envelope: no event has them, whoever wrote it. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype', '$sealed']);
export const isForbidden = (key: string): boolean => FORBIDDEN.has(key);

/** A container that JSON gives back as it was: a list, or an object without a class. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPlainObject = (value: object): boolean => {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/**
 * A deep copy that JSON keeps as it is, so that what we fold now is what a replay reads. Fields that are undefined are
 * left out. Throws `event.unstorable` on anything that would come back different or not at all: dates, NaN, bigints,
 * half of a surrogate pair (it has no canonical form, and so no leaf), forbidden keys, more than 32 levels.
 */
export const plain = (value: unknown, where: string, depth = 0): unknown => {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      if (value.isWellFormed()) return value;
      throw unstorable(`${where} holds half of a character. Send well-formed Unicode.`);
    case 'number':
      if (Number.isFinite(value)) return value === 0 ? 0 : value;
      throw unstorable(`${where} is ${value}, which JSON cannot hold.`);
    case 'object':
      return value === null ? null : plainContainer(value, where, depth);
    default:
      throw unstorable(`${where} is a ${typeof value}, which JSON cannot hold.`);
  }
};

const plainContainer = (value: object, where: string, depth: number): unknown => {
  if (depth >= DEPTH_MAX) throw unstorable(`${where} is nested deeper than ${DEPTH_MAX} levels.`);
  if (Array.isArray(value)) return value.map((element, i) => plain(element, `${where}.${i}`, depth + 1));
  if (!isPlainObject(value)) throw unstorable(`${where} is a ${value.constructor.name}; store plain data.`);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (isForbidden(key)) throw unstorable(`${where} has a field named ${key}, which no event may have.`);
    if (!key.isWellFormed()) throw unstorable(`${where} has a field name with half of a character.`);
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined) copy[key] = plain(field, `${where}.${key}`, depth + 1);
  }
  return copy;
};
