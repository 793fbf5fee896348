// What the field of a body may hold: one decorator a field, for the check and for the OpenAPI page alike.

import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf } from 'class-validator';
import { faultOfInstant, INSTANT_SAYS } from './instant-text';

type Holds = (value: unknown) => boolean;
const field = (name: string, holds: Holds, says: string, schema: ApiPropertyOptions): PropertyDecorator =>
  applyDecorators(
    ValidateBy({ name, validator: { validate: holds, defaultMessage: () => says } }),
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

/** A text by a person: `min` to `max` characters, not blank where it must have any. */
export const Text = (min: number, max: number, example?: string): PropertyDecorator =>
  field(
    'text',
    (value) =>
      typeof value === 'string' && value.length <= max && isPlain(value) && (min === 0 || value.trim().length >= min),
    `must be a text of ${min} to ${max} characters`,
    { type: String, minLength: min, maxLength: max, ...(example !== undefined && { example }) },
  );

/** A text of a given form, in ASCII; `says` completes "must be …". */
export const Formed = (form: RegExp, max: number, says: string, example?: string): PropertyDecorator =>
  field(
    'formed',
    (value) => typeof value === 'string' && value.length <= max && form.test(value),
    `must be ${says}, at most ${max} characters`,
    { type: String, pattern: form.source, maxLength: max, ...(example !== undefined && { example }) },
  );

/** An id that people or systems gave. */
export const Id = (example?: string): PropertyDecorator =>
  Formed(/^[A-Za-z0-9][A-Za-z0-9._@:-]*$/, 100, 'an id of letters, digits and . _ @ : -', example);

export const OneOf = (values: readonly string[]): PropertyDecorator =>
  field(
    'oneOf',
    (value) => typeof value === 'string' && values.includes(value),
    `must be one of ${values.join(', ')}`,
    { type: String, enum: [...values] },
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

/** Up to `most` texts of up to `max` characters. */
export const Texts = (most: number, max: number): PropertyDecorator =>
  field(
    'texts',
    (value) =>
      Array.isArray(value) &&
      value.length <= most &&
      value.every((text) => typeof text === 'string' && text.trim() !== '' && text.length <= max && isPlain(text)),
    `must be a list of at most ${most} texts of up to ${max} characters`,
    { type: [String], maxItems: most },
  );

/** A document that is checked by its own schema later on. */
export const Document = (): PropertyDecorator =>
  field(
    'document',
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be an object',
    { type: Object, additionalProperties: true },
  );
