// What every answer demands of browsers: nobody frames it, guesses its type, or keeps it.

import type { FastifyInstance } from 'fastify';

const EVERY_ANSWER = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  'x-permitted-cross-domain-policies': 'none',
} as const;
/** An answer of the API is data: whatever it holds, nothing of it is run. */
const OF_DATA = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** The page that describes the API brings its own scripts, and styles its elements by itself. */
const OF_PAGE =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
const PAGES = /^\/docs(\/|$|\?)/;
const A_YEAR = 'max-age=31536000';

/** For answers that the framework gives before any hook runs. */
export const DATA_HEADERS = {
  ...EVERY_ANSWER,
  'content-security-policy': OF_DATA,
  'cache-control': 'no-store',
} as const;
/** The same, where clients come over TLS. */
export const SECURE_DATA_HEADERS = { ...DATA_HEADERS, 'strict-transport-security': A_YEAR } as const;

/** `isSecure`: whether clients come over TLS, ended here or by a proxy that is trusted. */
export const secureAnswers = (fastify: FastifyInstance, isSecure: boolean): void => {
  // From the beginning: a stream of events is not sent as other answers are.
  fastify.addHook('onRequest', async (_request, reply) => {
    reply.headers(EVERY_ANSWER);
    if (isSecure) reply.header('strict-transport-security', A_YEAR);
  });
  fastify.addHook('onSend', async (request, reply) => {
    if (!reply.hasHeader('content-security-policy'))
      reply.header('content-security-policy', PAGES.test(request.url) ? OF_PAGE : OF_DATA);
    if (!reply.hasHeader('cache-control'))
      reply.header('cache-control', reply.hasHeader('etag') ? 'private, no-cache' : 'no-store');
  });
};
