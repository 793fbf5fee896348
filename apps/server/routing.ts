// What the router itself has no answer for: a method that a path does not take, and a query that is no UTF-8.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requestError } from '#http-kit';
import type { DeclaredRoute } from '#identity';

/** The methods that a path takes; none where there is no such path. */
export const methodsOf = (routes: readonly Pick<DeclaredRoute, 'method' | 'path'>[]) => {
  const patterns = routes.map(({ method, path }) => ({
    method,
    pattern: new RegExp(`^${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/:\w+/g, '[^/]+')}$`),
  }));
  return (url: string): readonly string[] => {
    const [path = ''] = url.split('?', 1);
    const methods = patterns.flatMap(({ method, pattern }) => (pattern.test(path) ? [method] : []));
    return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].toSorted();
  };
};

const ALLOWED = 'allowedMethods';
type Routed = { readonly [ALLOWED]?: ReturnType<typeof methodsOf> };
/** Lets the problem filter tell a wrong method from a path that there is not. */
export const knowMethods = (fastify: FastifyInstance, routes: readonly DeclaredRoute[]): void => {
  fastify.decorate(ALLOWED, methodsOf(routes));
};
/** The methods that the path of a request takes. */
export const allowedMethods = ({ server, url }: FastifyRequest): readonly string[] =>
  (server as Routed)[ALLOWED]?.(url) ?? [];

/**
 * Refuses a query that does not decode: parsed leniently, its escapes would be searched for letter by letter.
 */
export const refuseUndecodableQueries = (fastify: FastifyInstance): void => {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const query = request.url.slice(request.url.indexOf('?') + 1);
    if (!query.includes('%') || decodes(query)) return done();
    done(requestError('query.invalid', 'The query could not be read. Percent-encode it as UTF-8.'));
  });
};
const decodes = (text: string): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};
