// Gives every field its description, and every list of words what each of them means, from the glossary.

import { meaningOf } from './glossary/meanings';
import { WORDS } from './glossary/words';
import type { JsonSchema, Schemas } from './schema';

/** The words of a list, each with its meaning; nothing where the glossary has none for one of them. */
export const meaningsOf = (words: readonly unknown[]): Readonly<Record<string, string>> | undefined => {
  const table = WORDS.find((each) => words.every((word) => Object.hasOwn(each, String(word))));
  return table && Object.fromEntries(words.map((word) => [String(word), table[String(word)] ?? '']));
};

export const describeFields = (schemas: Schemas): Schemas =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, described(schema, name)]));

/** `owner` is the schema that has a name, also for what lies deeper in it. */
const described = (schema: JsonSchema, owner: string, field?: string): JsonSchema => {
  const meaning = schema.description ?? (field === undefined ? undefined : meaningOf(owner, field)?.[0]);
  const meanings = schema.enum && meaningsOf(schema.enum);
  const description = [meaning, meanings && sentence(meanings)].filter(Boolean).join('. ');
  return {
    ...schema,
    ...(description !== '' && { description }),
    ...(meanings && { 'x-enum-descriptions': meanings }),
    ...(schema.properties && {
      properties: Object.fromEntries(
        Object.entries(schema.properties).map(([name, one]) => [name, described(one, owner, name)]),
      ),
    }),
    ...(schema.items && { items: described(schema.items, owner) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map((one) => described(one, owner)) }),
  };
};

const sentence = (meanings: Readonly<Record<string, string>>) =>
  Object.entries(meanings)
    .map(([word, meaning]) => `\`${word}\`: ${meaning}`)
    .join('; ');
