import { hash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import canonicalize from 'canonicalize';
import type { FastifyRequest } from 'fastify';
import { canonicalTicketId, requestError, TICKET_ID_FIELDS } from '#http-kit';
import type { Context } from '#kernel';
import type { Principal } from '../domain/principal';

/** A command's context as a request brings it. `ifRevision` is the ticket's, or that of the one stream that was read. */
export type CallerContext = Context &
  Required<Pick<Context, 'requestHash'>> & {
    /** The revision of the ledger that was seen, where the caller read the ticket and its ledger on one page. */
    readonly ifLedgerRevision?: number;
  };

/** What the guard has found out, carried by the request itself. */
type Identified = { principal?: Principal; isWelcome?: () => boolean; commandContext?: CallerContext };
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

/** Asks again, later, whether the caller would still be let in: a stream outlives the look at its key. */
export const IsWelcome = createParamDecorator((_: unknown, context: ExecutionContext): (() => boolean) => {
  const { isWelcome } = identified(context);
  if (!isWelcome) throw new Error('A route that is open to anyone asks who is welcome.');
  return isWelcome;
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

/** `"7"`, or `"7.3.…"` of a page that shows the ticket at 7 and its ledger at 3 (-1 where there is none yet). */
const ETAG = /^"(\d{1,15})(?:\.(-1|\d{1,15})\.[\w-]{22})?"$/;
/** The revisions that `If-Match` names; none where there is no such header or it takes any. */
export const ifRevisionOf = ({ headers }: FastifyRequest): Pick<CallerContext, 'ifRevision' | 'ifLedgerRevision'> => {
  const given = headers['if-match']?.trim();
  if (given === undefined || given === '*') return {};
  const [, revision, ledger] = ETAG.exec(given) ?? [];
  if (revision === undefined)
    throw requestError('if-match.malformed', 'If-Match takes one ETag as it was given out, in its quotes: "7".');
  return { ifRevision: Number(revision), ...(ledger !== undefined && { ifLedgerRevision: Number(ledger) }) };
};

/**
 * What a request asks for, as one word of 22 characters: method, path and body, whatever the order of its fields.
 * The Idempotency-Key is hashed along and stored nowhere, so that nobody can guess a body from the stored hash.
 * Throws `body.malformed` on what has no canonical form (RFC 8785), such as 1e999.
 */
export const requestHashOf = (key: string, { method, url, params, body }: FastifyRequest): string =>
  hash('sha256', canonical([key, method, pathOf(url, params), ofOneForm(body ?? null)]), 'base64url').slice(0, 22);

/** The path with its ticket number in its one form. What is hashed is stored, so that the form never changes. */
const pathOf = (url: string, params: unknown): string => {
  const { ticketId } = (params ?? {}) as { ticketId?: string };
  if (ticketId === undefined) return url;
  const canonicalId = canonicalTicketId(ticketId);
  return url
    .split('/')
    .map((segment) => (segment === ticketId || decodeURIComponent(segment) === ticketId ? canonicalId : segment))
    .join('/');
};

/** The body with every ticket number in its one form. */
const ofOneForm = (body: unknown): unknown => {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const ids = TICKET_ID_FIELDS.flatMap((name) => {
    const text = (body as Record<string, unknown>)[name];
    return typeof text === 'string' ? [[name, canonicalTicketId(text)] as const] : [];
  });
  return ids.length === 0 ? body : { ...body, ...Object.fromEntries(ids) };
};

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
