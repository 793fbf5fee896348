// An example of any schema, put together from the examples of its fields: so that none is missing, and none is wrong
// (a test holds each against its schema).

import { meaningOf } from './glossary/meanings';
import { type JsonSchema, nameOf, resolved, type Schemas } from './schema';

const DEPTH_MAX = 12;
const INSTANT = '2026-03-14T08:03:00.000Z';

/** `owner` is the schema that has a name, and `field` the field of it that the example is for. */
type FieldPath = { readonly owner: string; readonly field: string; readonly depth: number };

export const exampleOf = (schema: JsonSchema, schemas: Schemas): unknown =>
  at(schema, schemas, { owner: '', field: '', depth: 0 });

const at = (schema: JsonSchema, schemas: Schemas, place: FieldPath): unknown => {
  const one = resolved(schema, schemas);
  const here = { ...place, owner: nameOf(schema) ?? place.owner };
  const [first] = one.anyOf ?? [];
  if (one.examples) return one.examples[0];
  if (one.const !== undefined) return one.const;
  if (one.enum) return one.enum[0];
  return first ? at(first, schemas, here) : byType(one, schemas, here);
};

const byType = (schema: JsonSchema, schemas: Schemas, place: FieldPath): unknown => {
  const example = meaningOf(place.owner, place.field)?.[1];
  switch (typeof schema.type === 'object' ? schema.type[0] : schema.type) {
    case 'object':
      return objectOf(schema, schemas, place);
    case 'array':
      return arrayOf(schema, schemas, place);
    case 'boolean':
      return true;
    case 'integer':
    case 'number':
      return typeof example === 'number' ? example : (schema.minimum ?? 1);
    default:
      return textOf(schema, example);
  }
};

const textOf = ({ format, minLength = 0 }: JsonSchema, example: unknown): string => {
  if (format === 'date-time') return typeof example === 'string' && example.length > 25 ? example : INSTANT;
  return typeof example === 'string' ? example : 'text'.padEnd(minLength, '.');
};

const arrayOf = ({ items }: JsonSchema, schemas: Schemas, place: FieldPath) =>
  place.depth > DEPTH_MAX || !items ? [] : [at(items, schemas, { ...place, depth: place.depth + 1 })];

const objectOf = ({ properties = {} }: JsonSchema, schemas: Schemas, { owner, depth }: FieldPath) =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(() => depth <= DEPTH_MAX)
      .map(([field, schema]) => [field, at(schema, schemas, { owner, field, depth: depth + 1 })]),
  );
