// The schemas that operations refer to: bodies of requests as their DTOs declare them, answers, and problem documents.

import { z } from 'zod';
import { ANSWER_SCHEMAS } from '#http-kit/answers';
import { PROBLEMS, type Problem } from '../problems';
import { type JsonSchema, refTo, type Schemas } from './schema';

/** Fields that are not declared are refused; and 2020-12 has `examples` where OpenAPI 3.0 had `example`. */
export const requestSchemas = (schemas: Schemas): Schemas =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      {
        ...schema,
        properties: Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([field, one]) => [field, modern(one)]),
        ),
        additionalProperties: false,
      },
    ]),
  );

const modern = ({ example, ...schema }: JsonSchema): JsonSchema =>
  example === undefined ? schema : { ...schema, examples: [example] };

export const responseSchemas = (): Schemas => {
  const { schemas } = z.toJSONSchema(ANSWER_SCHEMAS, {
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      // The format says it, and its pattern is zod's own.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  });
  const answers = Object.entries(schemas).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]);
  return { ...Object.fromEntries(answers), ...problemSchemas() };
};

/** The name of an answer's schema. */
export const nameOfAnswer = (schema: z.ZodType): string => {
  const id = ANSWER_SCHEMAS.get(schema)?.id;
  if (id === undefined) throw new Error('An answer has no name. Declare its schema with named(…).');
  return id;
};

const codesOf = (status: number): readonly Problem[] =>
  (Object.keys(PROBLEMS) as Problem[]).filter((code) => PROBLEMS[code][0] === status);
export const PROBLEM_STATUSES: readonly number[] = [
  ...new Set(Object.values(PROBLEMS).map(([status]) => status)),
].sort();

/** One schema a status, with the codes that go with it. */
const problemSchemas = (): Schemas => ({
  FieldFault: {
    type: 'object',
    required: ['field', 'message'],
    properties: { field: { type: 'string' }, message: { type: 'string' } },
    additionalProperties: false,
  },
  StreamChange: {
    type: 'object',
    required: ['revision', 'event', 'by', 'at'],
    properties: {
      revision: { type: 'integer', minimum: 0 },
      event: { type: 'string', minLength: 1 },
      by: { type: 'string', minLength: 1 },
      at: { type: 'string', format: 'date-time' },
    },
    additionalProperties: false,
  },
  ...Object.fromEntries(
    PROBLEM_STATUSES.map((status) => [
      problemSchemaName(status),
      {
        type: 'object',
        description: `A problem document (RFC 9457) with status ${status}`,
        required: ['type', 'title', 'status', 'detail', 'code'],
        properties: {
          type: { type: 'string', enum: codesOf(status).map((code) => `/problems/${code}`) },
          title: { type: 'string', enum: [...new Set(codesOf(status).map((code) => PROBLEMS[code][1]))] },
          status: { const: status },
          detail: { type: 'string', minLength: 1 },
          code: { type: 'string', enum: codesOf(status) },
          errors: { type: 'array', items: refTo('FieldFault'), minItems: 1 },
          ...(status === 412 && { changed: { type: 'array', items: refTo('StreamChange') } }),
        },
        additionalProperties: false,
      },
    ]),
  ),
});
export const problemSchemaName = (status: number): string => `Problem${status}`;
