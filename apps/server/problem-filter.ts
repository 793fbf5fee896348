import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, HttpStatus } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Log, StoreBusy, StoreUnavailable } from '#event-store';
import { FieldsRefused } from '#http-kit';
import { isClientRole, KeysUnreadable, type Principal } from '#identity';
import { DomainError, isEngineAway, RevisionChanged } from '#kernel';
import { PolicyInvalid } from '#policy';
import { DatabaseError, ViewBehind, ViewNotReady } from '#read-store';
import { isProblem, type Problem, type ProblemDocument, problemDocument } from './problems';
import { allowedMethods } from './routing';
import { Sampled } from './sampled';
import { scarcityOf } from './scarcity';
import { DATA_HEADERS } from './security-headers';
import { inRoutes, type Params } from './ways';

/** One line a second of each kind is enough to know of it. */
const SAYS_EVERY_MS = 1_000;

/** The one place where an error becomes an answer. What is not ours to explain is logged, and answered without a word of it. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #putOff = new Sampled(SAYS_EVERY_MS);
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    if (reply.sent) return;
    const request = http.getRequest<FastifyRequest>();
    const { method, routeOptions } = request;
    const allowed = isUnrouted(error) ? allowedMethods(request) : [];
    const isRead = method === 'GET' || method === 'HEAD';
    const problem = allowed.length > 0 ? wrongMethod(allowed) : problemOf(error, isRead, request);
    if (allowed.length > 0) reply.header('allow', allowed.join(', '));
    if (problem.status >= 500) {
      this.#say(error, problem, { method, route: routeOptions?.url, code: problem.code });
    }
    answer(reply, problem);
  }

  /** A failure each time, with its stack; what was to be expected now and then, in a sentence. */
  #say(error: unknown, { status, code }: ProblemDocument, fields: object): void {
    if (status !== HttpStatus.SERVICE_UNAVAILABLE) {
      this.log.error({ ...fields, err: error }, 'request failed');
      return;
    }
    // An engine that is away has a line of its own in the log, with the number of failures when it is back.
    const times = isEngineAway(error) ? undefined : this.#putOff.times(code);
    if (times !== undefined) this.log.warn({ ...fields, times, error: String(error) }, 'request put off');
  }
}

/** For what the router refuses before any route is found: a path that does not decode, or one without an end. */
export const answerUnroutable = (_error: unknown, _request: unknown, reply: FastifyReply): void =>
  answer(
    reply.headers(DATA_HEADERS),
    problemDocument('request.malformed', 'The path could not be read. Percent-encode it as UTF-8.'),
  );

const answer = (reply: FastifyReply, problem: ProblemDocument): void => {
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (problem.status === 503) reply.header('retry-after', '1');
  reply.code(problem.status).header('content-type', 'application/problem+json; charset=utf-8');
  reply.send(JSON.stringify(problem));
};

/** Thrown by the router alone: a controller that does not find something says which code. */
const isUnrouted = (error: unknown) => error instanceof HttpException && error.getStatus() === HttpStatus.NOT_FOUND;
const wrongMethod = (allowed: readonly string[]) =>
  problemDocument('route.method', `This path takes ${allowed.join(', ')}. GET /docs-json says what for.`);

/** The places at fault, where the refusal names them. */
const fieldsOf = (error: DomainError): ProblemDocument['errors'] => {
  if (error instanceof FieldsRefused) return error.fields;
  if (!(error instanceof PolicyInvalid)) return undefined;
  return error.problems.map((line) => {
    const [field = '', ...message] = line.split(': ');
    return { field, message: message.join(': ') };
  });
};

type Asking = { readonly params: unknown; readonly principal?: Principal };
const problemOf = (error: unknown, isRead: boolean, { params, principal }: Asking): ProblemDocument => {
  if (error instanceof DomainError && isProblem(error.code))
    return {
      ...problemDocument(error.code, inRoutes(error, params as Params), fieldsOf(error)),
      // A client is told that it changed: what staff did is not theirs to know in every case.
      ...(error instanceof RevisionChanged && principal && !isClientRole(principal.role) && { changed: error.changed }),
    };
  if (error instanceof HttpException) return ofStatus(error.getStatus());
  if (isUnread(error)) return ofStatus(error.statusCode);
  return (
    ofEngines(error, isRead) ??
    ofScarcity(error, isRead) ??
    problemDocument('server.failed', 'Something is wrong with the server; it was logged. Try again later.')
  );
};

/** What we depend on does not answer, or not yet. */
const ofEngines = (error: unknown, isRead: boolean): ProblemDocument | undefined => {
  if (error instanceof StoreBusy)
    return problemDocument(
      'store.busy',
      `Too much is waiting for the event store. ${isRead ? 'Try again.' : 'Send it again, under the same key.'}`,
    );
  if (error instanceof ViewBehind) return problemDocument('view.behind', error.message);
  if (error instanceof ViewNotReady) return problemDocument('view.not-ready', error.message);
  if (error instanceof StoreUnavailable)
    return problemDocument(
      'store.unavailable',
      isRead
        ? 'The event store does not answer. Try again.'
        : 'The event store does not answer, so that it is not known whether this took effect. Send it again under the same key.',
    );
  if (error instanceof KeysUnreadable)
    return problemDocument(
      'keys.unreadable',
      'The file of API keys cannot be read, so nobody is let in. It was logged.',
    );
  if (error instanceof DatabaseError && error.isEngineAway)
    return problemDocument(
      'read-store.unavailable',
      'The database of the lists does not answer. Commands are taken meanwhile, and nothing is lost. Ask again in a moment.',
    );
  return undefined;
};

const ofScarcity = (error: unknown, isRead: boolean): ProblemDocument | undefined => {
  const scarce = scarcityOf(error);
  const again = isRead ? 'Ask again then.' : 'Send it again then, under the same key.';
  return scarce === undefined
    ? undefined
    : problemDocument('server.out-of-room', `${scarce}. It goes on by itself once there is room. ${again}`);
};

/** A request that could not be read: cut off in its body, say. */
const isUnread = (error: unknown): error is { statusCode: number } => {
  const { statusCode } = (error ?? {}) as { statusCode?: unknown };
  return typeof statusCode === 'number' && statusCode < 500;
};

const SAID_BY_STATUS: Readonly<Record<number, readonly [Problem, string]>> = {
  404: ['route.unknown', 'There is no such route. GET /docs-json lists those that there are.'],
  413: ['body.too-large', 'A body has at most 256 KiB. Attachments are referred to by their hash, not sent here.'],
  415: ['body.media-type', 'Send JSON, with Content-Type: application/json.'],
  503: ['server.stopping', 'The server is stopping. Send it again, under the same key.'],
};

const ofStatus = (status: number): ProblemDocument => {
  const standard = SAID_BY_STATUS[status];
  if (standard) return problemDocument(...standard);
  if (status < 500)
    return problemDocument('request.malformed', 'The request could not be read. Send one JSON object, as UTF-8.');
  return problemDocument('server.failed', 'Something is wrong with the server; it was logged. Try again later.');
};
