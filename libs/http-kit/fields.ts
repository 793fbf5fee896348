// What the field of a body may hold: one decorator a field, for the check and for the OpenAPI page alike.

import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';
import { ASKABLE, faultOfInstant, INSTANT_SAYS, isAskable } from './instant-text';
import { TICKET_ID_FIELDS } from './path';
import { codePoints, visibleLength } from './text-forms';

type Holds = (value: unknown) => boolean;
const field = (name: string, holds: Holds, message: string, schema: ApiPropertyOptions): PropertyDecorator =>
  applyDecorators(
    ValidateBy({ name, validator: { validate: holds, defaultMessage: () => message } }),
    ApiProperty(schema),
  );

/** The field may be left out; `null` is no way to do so. */
export const Optional = (): PropertyDecorator =>
  applyDecorators(
    ValidateIf((_body, value) => value !== undefined),
    ApiProperty({ required: false }),
  );

// A NUL or half a surrogate pair cannot be stored in every database, nor be written in canonical JSON.
const isPlain = (text: string) => !text.includes('\u0000') && text.isWellFormed();

/** What a schema can say of a text that is not blank; `\\S` is what every dialect of patterns knows. */
const NOT_BLANK = '\\S';
const isText = (value: unknown, min: number, max: number): boolean =>
  typeof value === 'string' && codePoints(value) <= max && isPlain(value) && visibleLength(value) >= min;

/** A text by a person: `min` to `max` characters; what surrounds it unseen does not count towards `min`. */
export const Text = (min: number, max: number, example?: string): PropertyDecorator =>
  field('text', (value) => isText(value, min, max), `must be a text of ${min} to ${max} characters that can be seen`, {
    type: String,
    minLength: min,
    maxLength: max,
    ...(min > 0 && { pattern: NOT_BLANK }),
    ...(example !== undefined && { example }),
  });

/** A text of a given form, in ASCII; `says` completes "must be …". */
export const Formed = (form: RegExp, max: number, message: string, example?: string): PropertyDecorator =>
  field(
    'formed',
    (value) => typeof value === 'string' && value.length <= max && form.test(value),
    `must be ${message}, at most ${max} characters`,
    { type: String, pattern: form.source, maxLength: max, ...(example !== undefined && { example }) },
  );

/** An id that people or systems gave. */
export const Id = (example?: string): PropertyDecorator =>
  Formed(/^[A-Za-z0-9][A-Za-z0-9._@:-]*$/, 100, 'an id of letters, digits and . _ @ : -', example);

/** A ticket's number as a person writes it: in either case, with hyphens or without. */
export const TicketId =
  (example = '7K3M9QXZW'): PropertyDecorator =>
  (body, name) => {
    // A field that is not on the list would be another request in another spelling (identity/http/caller.ts).
    if (!TICKET_ID_FIELDS.includes(String(name))) throw new Error(`Add '${String(name)}' to TICKET_ID_FIELDS.`);
    Id(example)(body, name);
  };

export const OneOf = (values: readonly string[]): PropertyDecorator =>
  field(
    'oneOf',
    (value) => typeof value === 'string' && values.includes(value),
    `must be one of ${values.join(', ')}`,
    { type: String, enum: [...values] },
  );

/** Some of these, at least one, each once. */
export const OneOfEach = (values: readonly string[]): PropertyDecorator =>
  field(
    'oneOfEach',
    (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      new Set(value).size === value.length &&
      value.every((one) => values.includes(one)),
    `must be a list of ${values.join(', ')}, each once at most`,
    { type: 'array', items: { type: 'string', enum: [...values] }, minItems: 1, uniqueItems: true },
  );

export const WholeNumber = (min: number, max: number): PropertyDecorator =>
  field(
    'wholeNumber',
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
    `must be a whole number from ${min} to ${max}`,
    { type: 'integer', minimum: min, maximum: max },
  );

/** A whole number from 1 as a query says it: in digits. */
export const Count = (max: number): PropertyDecorator =>
  field(
    'count',
    (value) => typeof value === 'string' && /^[1-9]\d{0,9}$/.test(value) && Number(value) <= max,
    `must be a whole number from 1 to ${max}`,
    { type: 'integer', minimum: 1, maximum: max },
  );

export const YesOrNo = (): PropertyDecorator =>
  field('yesOrNo', (value) => typeof value === 'boolean', 'must be true or false', { type: Boolean });

/** An instant with its offset. Refused without one: `time.no-offset`. */
export const Instant = (): PropertyDecorator =>
  applyDecorators(
    ValidateBy({
      name: INSTANT,
      validator: {
        validate: (value) => faultOfInstant(value) === undefined,
        defaultMessage: (at) => INSTANT_SAYS[faultOfInstant(at?.value) ?? 'time.invalid'],
      },
    }),
    ApiProperty({ type: String, format: 'date-time', example: '2026-03-14T02:03:00-06:00' }),
  );
export const INSTANT = 'instant';
/** An instant that something is asked about: also within the years in which there is anything. */
export const AskedInstant = (): PropertyDecorator =>
  applyDecorators(
    ValidateBy({
      name: 'askable',
      validator: {
        validate: (value) => faultOfInstant(value) !== undefined || isAskable(String(value)),
        defaultMessage: () => ASKABLE,
      },
    }),
    Instant(),
  );

/** Two axes of time, both or one of them: what had happened by `asOf`, of what was known at `knownAt`. */
export class AsOfDto {
  /** What had happened by then, and how it stood then; `knownAt` where only that is said. */
  @Optional() @AskedInstant() asOf?: string;
  /** Of what was known then: up to the last event that was recorded by then, in the order of the store. Everything, where it is not said. */
  @Optional() @AskedInstant() knownAt?: string;
}
/** The same in epoch milliseconds. */
export const asOfIn = ({ asOf, knownAt }: AsOfDto): { readonly at?: number; readonly knownAt?: number } => ({
  ...(asOf !== undefined && { at: Date.parse(asOf) }),
  ...(knownAt !== undefined && { knownAt: Date.parse(knownAt) }),
});

/** Up to `most` texts of up to `max` characters. */
export const Texts = (most: number, max: number): PropertyDecorator =>
  field(
    'texts',
    (value) => Array.isArray(value) && value.length <= most && value.every((text) => isText(text, 1, max)),
    `must be a list of at most ${most} texts of up to ${max} characters`,
    { type: 'array', items: { type: 'string', minLength: 1, maxLength: max, pattern: NOT_BLANK }, maxItems: most },
  );

/** A document that is checked by its own schema later on. */
export const Document = (): PropertyDecorator =>
  field(
    'document',
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
    { type: Object, additionalProperties: true },
  );
