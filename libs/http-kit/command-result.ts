import { hash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Appended } from '#kernel';

/** An answer that stands for one revision of a stream: it goes out with that revision as its ETag. */
export class Revisioned {
  constructor(readonly revision: number) {}
}

/** The answer to a command: where its ticket stands now. */
export class CommandResult extends Revisioned {
  constructor(
    readonly ticketId: string,
    revision: number,
    /** For `?after=`: a list that has passed it shows what was done. Absent where nothing new was written. */
    readonly position?: string,
  ) {
    super(revision);
  }

  /** `category`: of the stream that was written; a list that does not listen to it has nothing to wait for. */
  static at(ticketId: string, category: 'ticket' | 'billing', { revision, position }: Appended): CommandResult {
    return new CommandResult(ticketId, revision, position === undefined ? undefined : `${category}@${position}`);
  }
}

const ESSENCE = Symbol('essence');
/** Marks an answer as the same as long as `essence` is: what merely passes with time does not make it another one. */
export const sameWhile = <T extends object>(answer: T, essence: unknown): T =>
  Object.defineProperty(answer, ESSENCE, { value: essence, enumerable: false });

const SEEN = Symbol('revisions that were seen');
/**
 * Marks a page as one that shows a ticket and its ledger at these revisions: its ETag names both, and may be sent as
 * `If-Match` of a command on either. It holds as long as `essence` does: the instant of reading makes no other page.
 */
export const seenAt = <T extends object>(page: T, ticket: number, ledger: number, essence: unknown = page): T =>
  Object.defineProperty(page, SEEN, { value: { at: `${ticket}.${ledger}`, essence }, enumerable: false });

type SeenPage = { readonly at: string; readonly essence: unknown };
const digest = (text: string) => hash('sha256', text, 'base64url').slice(0, 22);
const weakTag = (text: string) => `W/"${digest(text)}"`;
const pageTag = ({ at, essence }: SeenPage) => `"${at}.${digest(JSON.stringify(essence))}"`;
const isListed = (header: string | undefined, tag: string): boolean => {
  const plain = (one: string) => one.trim().replace(/^W\//, '');
  return header?.trim() === '*' || header?.split(',').some((one) => plain(one) === plain(tag)) === true;
};
/** A HEAD has the headers of its GET. */
const READS = ['GET', 'HEAD'];
const TAGGED = /^(application\/json|text\/csv)/;

/**
 * Puts an ETag on every answer that is read: the revision where it stands for one, a weak one by its content otherwise;
 * 304 to whoever has it already. Hooks, because an interceptor costs each request an observable.
 */
export const answerWithETags = (fastify: FastifyInstance): void => {
  fastify.addHook('preSerialization', (request, reply, payload, done) => {
    if (payload instanceof Revisioned) reply.header('etag', `"${payload.revision}"`);
    else if (READS.includes(request.method) && typeof payload === 'object' && payload !== null && ESSENCE in payload)
      reply.header('etag', weakTag(JSON.stringify(payload[ESSENCE])));
    else if (typeof payload === 'object' && payload !== null && SEEN in payload)
      reply.header('etag', pageTag(payload[SEEN] as SeenPage));
    done(null, payload);
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (!READS.includes(request.method) || reply.statusCode !== 200 || typeof payload !== 'string')
      return done(null, payload);
    if (!TAGGED.test(String(reply.getHeader('content-type')))) return done(null, payload);
    const tag = String(reply.getHeader('etag') ?? weakTag(payload));
    reply.header('etag', tag);
    reply.header('cache-control', 'private, no-cache');
    if (!isListed(request.headers['if-none-match'], tag)) return done(null, payload);
    reply.code(304).removeHeader('content-type');
    done(null, null);
  });
};
