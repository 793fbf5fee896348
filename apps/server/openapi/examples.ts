// An example of any schema, put together from the examples of its fields: so that none is missing, and none is wrong
// (a test holds each against its schema).

import { meaningOf } from './glossary/meanings';
import { type JsonSchema, nameOf, resolved, type Schemas } from './schema';

const DEPTH_MAX = 12;
const INSTANT = '2026-03-14T08:03:00.000Z';

/** `owner` is the schema that has a name, and `field` the field of it that the example is for. */
type Place = { readonly owner: string; readonly field: string; readonly depth: number };

export const exampleOf = (schema: JsonSchema, schemas: Schemas): unknown =>
  at(schema, schemas, { owner: '', field: '', depth: 0 });

const at = (schema: JsonSchema, schemas: Schemas, place: Place): unknown => {
  const one = resolved(schema, schemas);
  const here = { ...place, owner: nameOf(schema) ?? place.owner };
  const [first] = one.anyOf ?? [];
  if (one.examples) return one.examples[0];
  if (one.const !== undefined) return one.const;
  if (one.enum) return one.enum[0];
  return first ? at(first, schemas, here) : byType(one, schemas, here);
};

const byType = (schema: JsonSchema, schemas: Schemas, place: Place): unknown => {
  const type = typeof schema.type === 'object' ? schema.type[0] : schema.type;
  const { owner, field, depth } = place;
  const example = meaningOf(owner, field)?.[1];
  if (type === 'object') return objectOf(schema, schemas, place);
  if (type === 'array')
    return depth > DEPTH_MAX || !schema.items ? [] : [at(schema.items, schemas, { ...place, depth: depth + 1 })];
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return typeof example === 'number' ? example : (schema.minimum ?? 1);
  if (schema.format === 'date-time') return typeof example === 'string' && example.length > 25 ? example : INSTANT;
  return typeof example === 'string' ? example : 'text'.padEnd(schema.minLength ?? 0, '.');
};

const objectOf = ({ properties = {} }: JsonSchema, schemas: Schemas, { owner, depth }: Place) =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(() => depth <= DEPTH_MAX)
      .map(([field, schema]) => [field, at(schema, schemas, { owner, field, depth: depth + 1 })]),
  );
