import { hash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { FastifyRequest } from 'fastify';
import { requestError } from '#http-kit';
import type { Context } from '#kernel';
import type { Principal } from '../domain/principal';

/** A command's context as a request brings it. */
export type CallerContext = Context & Required<Pick<Context, 'requestHash'>>;

/** What the guard has found out, carried by the request itself. */
type Identified = { principal?: Principal; commandContext?: CallerContext };
export const identify = (request: FastifyRequest, found: Identified): void => {
  Object.assign(request, found);
};
const identified = (context: ExecutionContext) => context.switchToHttp().getRequest<FastifyRequest & Identified>();

/** Who calls. Routes that are open to anyone have none and must not ask. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const { principal } = identified(context);
  if (!principal) throw new Error('A route that is open to anyone asks who calls.');
  return principal;
});

/** Who commands, under which key, at what time, and having seen what. On POST routes only. */
export const CommandContext = createParamDecorator((_: unknown, context: ExecutionContext): CallerContext => {
  const { commandContext } = identified(context);
  if (!commandContext) throw new Error('A route that is no POST, or is open to anyone, asks for a command context.');
  return commandContext;
});

const KEY = /^[\x21-\x7e]{1,255}$/;
/** The request's `Idempotency-Key`. Throws where there is none: without it a retry would be a second command. */
export const idempotencyKeyOf = ({ headers }: FastifyRequest): string => {
  const key = headers['idempotency-key'];
  if (key === undefined || key === '')
    throw requestError(
      'idempotency.key-missing',
      'Send an Idempotency-Key header, a new UUID for each command, and the same one when you try again.',
    );
  if (typeof key !== 'string' || !KEY.test(key))
    throw requestError(
      'idempotency.key-malformed',
      'An Idempotency-Key is 1 to 255 visible ASCII characters; use a UUID.',
    );
  return key;
};

/** The revision that `If-Match` names; nothing where there is no such header or it takes any. */
export const ifRevisionOf = ({ headers }: FastifyRequest): number | undefined => {
  const given = headers['if-match'];
  if (given === undefined || given.trim() === '*') return undefined;
  const revision = /^"(\d{1,15})"$/.exec(given.trim())?.[1];
  if (revision === undefined)
    throw requestError('if-match.malformed', 'If-Match takes one ETag as it was given out, in its quotes: "7".');
  return Number(revision);
};

/**
 * What a request asks for, as one word of 22 characters: method, path and body, whatever the order of its fields.
 * The Idempotency-Key is hashed along and stored nowhere, so that nobody can guess a body from the stored hash.
 * Throws `body.malformed` on what has no canonical form (RFC 8785), such as 1e999.
 */
export const requestHashOf = (key: string, { method, url, body }: FastifyRequest): string =>
  hash('sha256', canonical([key, method, url, body ?? null]), 'base64url').slice(0, 22);

const canonical = (asked: readonly unknown[]): string => {
  try {
    return canonicalize(asked) ?? '';
  } catch {
    throw requestError(
      'body.malformed',
      'The body holds a number or a text that JSON cannot carry. Mend it and try again.',
    );
  }
};
