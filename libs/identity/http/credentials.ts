// What a request shows of who sends it: an API key in its Authorization header, or the session of a browser.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '#kernel';
import type { Session, Sessions } from '../application/sessions';

/** `elsewhere`: there is a session, and another site than our own page would use it. */
export type Credentials = {
  readonly authorization?: string | undefined;
  readonly session?: Session | 'elsewhere' | undefined;
  readonly remoteAddress?: string | undefined;
};

const OPENED = new WeakMap<FastifyRequest, Session | 'elsewhere'>();

export const credentialsOf = (request: FastifyRequest): Credentials => ({
  authorization: request.headers.authorization,
  session: OPENED.get(request),
  remoteAddress: request.socket.remoteAddress,
});

/** The header that our page sends along with whatever changes something: no form of another site can. */
export const PAGE_HEADER = 'x-faultline-console';

/**
 * Whether a request comes from our own page. SameSite does not say so: another port of the same host is the same site.
 * What is only read may also be asked for by the person, in the address bar.
 */
export const isFromOurPage = ({ method, headers }: Pick<FastifyRequest, 'method' | 'headers'>): boolean => {
  const site = headers['sec-fetch-site'];
  if (method === 'GET' || method === 'HEAD') return site === 'same-origin' || site === 'none';
  return site === 'same-origin' && headers[PAGE_HEADER] !== undefined;
};

/** Looks for a session on every request that brings no key; before anybody asks who calls. */
export const readSessions = (fastify: FastifyInstance, sessions: Sessions, clock: Clock): void => {
  fastify.addHook('onRequest', async (request) => {
    const { authorization, cookie } = request.headers;
    if (authorization !== undefined) return;
    const session = sessions.read(cookie, clock.now());
    if (session) OPENED.set(request, isFromOurPage(request) ? session : 'elsewhere');
  });
};
