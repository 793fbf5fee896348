// The kinds of fields that a list can be asked for. Each reads its own text and throws RangeError in words that complete
// "'tier' …".

import type { Condition } from '#read-store';
import { ASKABLE, faultOfInstant, INSTANT_SAYS, isAskable, LAST_INSTANT } from './instant-text';
import { folded } from './text-forms';

export type Field<C extends string = string> = {
  readonly column: C;
  /** For the OpenAPI page. */
  readonly says: string;
  readonly read: (text: string) => Condition;
};
/** How one value of a kind is read, and the least value that is greater. */
type Kind<V extends string | number> = {
  readonly says: string;
  readonly one: (text: string) => V;
  readonly next?: (value: V) => V;
};

const VALUES_MAX = 50;
const BOUND = /^(lte?|gte?):(.*)$/s;
const NONE = 'none';
/** Before a value that would read as one of the words above: a client may well be called 'none' or 'lt:5'. */
const LITERALLY = /^eq:/;

/**
 * Lists with commas, `lt: lte: gt: gte:` where values have an order, `none` for rows without a value, `eq:` before a
 * value that looks like one of these.
 */
const fieldOf = <C extends string, V extends string | number>(column: C, { says, one, next }: Kind<V>): Field<C> => ({
  column,
  says: `${says}; several with commas, 'none' for those without, 'eq:none' for one of that name${
    next ? "; or bounds: 'gte:…,lt:…'" : ''
  }`,
  read: (text) => {
    const parts = text.split(',').map((part) => part.trim());
    if (parts.length > VALUES_MAX) throw new RangeError(`names more than ${VALUES_MAX} values`);
    const bounds = parts.flatMap((part) => {
      const [, operator, value] = BOUND.exec(part) ?? [];
      return operator === undefined || value === undefined ? [] : [[operator, value] as const];
    });
    if (bounds.length === 0) return valuesOf(parts, one);
    if (!next) throw new RangeError(`has no order. Name the value: ${says}`);
    if (bounds.length < parts.length) throw new RangeError('mixes values and bounds. Ask for one of them');
    return rangeOf(bounds, one, next);
  },
});

const valuesOf = <V extends string | number>(parts: readonly string[], one: (text: string) => V): Condition => {
  if (parts.length === 1 && parts[0] === NONE) return null;
  if (parts.includes(NONE)) throw new RangeError(`says 'none' and a value. Ask for one of them`);
  const values = parts.map((part) => one(part.replace(LITERALLY, '')));
  return values.length === 1 ? (values[0] as V) : values;
};

const rangeOf = <V extends string | number>(
  bounds: readonly (readonly [operator: string, value: string])[],
  one: (text: string) => V,
  next: (value: V) => V,
): Condition => {
  const range: { from?: V; to?: V } = {};
  for (const [operator, text] of bounds) {
    const [end, given] = operator.startsWith('g') ? (['from', one(text)] as const) : (['to', one(text)] as const);
    if (range[end] !== undefined) throw new RangeError(`has two ${end === 'from' ? 'lower' : 'upper'} bounds`);
    // What a view takes is a range with its beginning and without its end.
    range[end] = operator === 'gt' || operator === 'lte' ? next(given) : given;
  }
  return range;
};

const ID = /^[A-Za-z0-9][A-Za-z0-9._@:-]{0,99}$/;
/** An id that people or systems gave. */
export const idField = <C extends string>(column: C, example: string): Field<C> =>
  fieldOf(column, {
    says: `an id such as ${example}`,
    one: (text) => {
      if (ID.test(text)) return text;
      throw new RangeError(`must be an id such as ${example}`);
    },
  });

export const choiceField = <C extends string>(column: C, values: readonly string[]): Field<C> =>
  fieldOf(column, {
    says: `one of ${values.join(', ')}`,
    one: (text) => {
      if (values.includes(text)) return text;
      throw new RangeError(`must be one of ${values.join(', ')}`);
    },
  });

/** Whether something is so; columns hold 1 and 0. */
export const flagField = <C extends string>(column: C): Field<C> => ({
  column,
  says: 'yes or no',
  read: (text) => {
    if (text === 'yes' || text === 'no') return text === 'yes' ? 1 : 0;
    throw new RangeError('must be yes or no');
  },
});

export const numberField = <C extends string>(column: C): Field<C> =>
  fieldOf(column, {
    says: 'a whole number',
    one: (text) => {
      if (/^-?\d{1,15}$/.test(text)) return Number(text);
      throw new RangeError('must be a whole number');
    },
    next: (value) => value + 1,
  });

/** An instant with its offset; kept in UTC to the millisecond. */
export const instantField = <C extends string>(column: C): Field<C> =>
  fieldOf(column, {
    says: 'an instant with its offset (in a URL + is written %2B)',
    one: (text) => {
      const fault = faultOfInstant(text);
      if (fault !== undefined) throw new RangeError(`is no instant. ${INSTANT_SAYS[fault].replace(/\.$/, '')}`);
      if (isAskable(text)) return new Date(text).toISOString();
      throw new RangeError(`${ASKABLE}. Leave the bound out to ask without an end`);
    },
    // The last millisecond has none behind it that would sort.
    next: (value) => new Date(Math.min(Date.parse(value) + 1, LAST_INSTANT)).toISOString(),
  });

const WORDS_MAX = 8;
/** Words that must all occur, anywhere, in any case, with or without their diacritics. */
export const textField = <C extends string>(column: C): Field<C> => ({
  column,
  says: 'words that must all occur, anywhere, in any case, with or without diacritics',
  read: (text) => {
    const words = folded(text).split(/\s+/u).filter(Boolean);
    if (words.length === 0 || words.length > WORDS_MAX) throw new RangeError(`must be 1 to ${WORDS_MAX} words`);
    return { contains: words };
  },
});
