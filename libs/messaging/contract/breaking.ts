// What would break whoever reads a published version: everything but words, and optional fields that are added.

import type { JsonSchema } from './json-schema';

const WORDS = ['$schema', 'title', 'description', 'examples'];
const STRUCTURE = ['properties', 'required', 'items'];

const record = (value: unknown): Readonly<Record<string, JsonSchema>> =>
  (value ?? {}) as Readonly<Record<string, JsonSchema>>;
const list = (value: unknown): readonly string[] => (value ?? []) as readonly string[];
const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const say = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));

/** In sentences, what of a published schema others can no longer rely on; none where they notice nothing. */
export const breakingChanges = (published: JsonSchema, now: JsonSchema, at = 'data'): readonly string[] => {
  const keywords = [...new Set([...Object.keys(published), ...Object.keys(now)])].filter(
    (keyword) => !WORDS.includes(keyword) && !STRUCTURE.includes(keyword),
  );
  const changed = keywords
    .filter((keyword) => !isSame(published[keyword], now[keyword]))
    .map((keyword) => `${at}: ${keyword} was ${say(published[keyword])} and is ${say(now[keyword])}`);
  const [before, after] = [record(published.properties), record(now.properties)];
  const fields = Object.entries(before).flatMap(([field, schema]) => {
    const kept = Object.hasOwn(after, field) ? after[field] : undefined;
    return kept ? breakingChanges(schema, kept, `${at}.${field}`) : [`${at}.${field} is gone`];
  });
  const [needed, needs] = [list(published.required), list(now.required)];
  const demanded = needs.filter((field) => !needed.includes(field)).map((field) => `${at}.${field} is required now`);
  const dropped = needed
    .filter((field) => !needs.includes(field) && Object.hasOwn(after, field))
    .map((field) => `${at}.${field} may be missing now`);
  const items =
    published.items === undefined || now.items === undefined
      ? isSame(published.items, now.items)
        ? []
        : [`${at}: what its elements are has changed`]
      : breakingChanges(published.items as JsonSchema, now.items as JsonSchema, `${at}[]`);
  return [...changed, ...fields, ...demanded, ...dropped, ...items];
};
