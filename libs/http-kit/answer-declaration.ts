// What a route says about its answer. Light: the guard's list of routes reads it, zod is loaded with the routes alone.

import { SetMetadata } from '@nestjs/common';
import type { z } from 'zod';

/** `json`, or a `list` that is a file of comma-separated values where that is asked for; `events` is a stream, `text` plain, `html` a page, `calendar` a file for calendar programs, `file` bytes. */
type Form = 'json' | 'list' | 'events' | 'text' | 'html' | 'calendar' | 'file';
export type DeclaredAnswer = {
  readonly status: number;
  readonly form: Form;
  /** The body as JSON; of a stream, the data of one event. */
  readonly schema: z.ZodType;
  readonly description: string;
  /** Whether the answer's ETag may be sent as `If-Match`. */
  readonly revisioned: boolean;
  /** Answers of other statuses that are no problem documents. */
  readonly also: Readonly<Record<number, z.ZodType>>;
};

const ANSWER = Symbol('answer');
/** Declares the one successful answer of a route; a route without it does not boot. */
export const Answers = (
  schema: z.ZodType,
  {
    status = 200,
    form = 'json',
    description = 'As asked for',
    revisioned = false,
    also = {},
  }: Partial<Omit<DeclaredAnswer, 'schema'>> = {},
): MethodDecorator =>
  SetMetadata(ANSWER, { status, form, schema, description, revisioned, also } satisfies DeclaredAnswer);

/** What a handler declares; nothing where it has not said. */
export const answerOf = (handler: object): DeclaredAnswer | undefined => Reflect.getMetadata(ANSWER, handler);
