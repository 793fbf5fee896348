// What answers are made of. Each is strict: a field that is not described is a breach of its schema, found by every spec
// that asks the API. What a field means is said once, by its name, in apps/server/openapi/glossary.ts.

import { z } from 'zod';

/** Everything that has a name of its own on the OpenAPI page. */
export const ANSWER_SCHEMAS = z.registry<{ id: string }>();
export const named = <S extends z.ZodType>(id: string, schema: S): S => {
  ANSWER_SCHEMAS.add(schema, { id });
  return schema;
};

/** ISO 8601, UTC, milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });
export const text = z.string();
export const cents = z.int();
/** From 1. */
export const count = z.int().min(1);
/** From 0. */
export const amount = z.int().min(0);
export const ticketId = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{9}$/);
/** Minutes to go or gone; below zero once it is over. */
export const minutes = z.int();
export const list = <S extends z.ZodType>(row: S) => z.array(row);
/** One page of a list; `next` where there are rows behind it. */
export const page = <S extends z.ZodType>(row: S, more: z.core.$ZodLooseShape = {}) =>
  z.strictObject({ ...more, rows: z.array(row), next: text.optional() });

/** The answer to a command. */
export const commandResult = named(
  'CommandResult',
  z.strictObject({
    ticketId,
    revision: amount,
    position: z
      .string()
      .regex(/^[a-z]+@\d+$/)
      .optional(),
  }),
);
