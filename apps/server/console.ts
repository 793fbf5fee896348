// The page that people work in, at /console: built files, served as they lie there. Where none were built there is none.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { requestError } from '#http-kit';

/** Beside the server's own code, or in dist where that runs from its sources. */
const BUILT = [join(__dirname, '../console'), join(__dirname, '../../dist/apps/console')];
const ASSETS = 'assets';

/** Nothing runs that did not come from here, nothing is sent elsewhere, and no text becomes code. */
const POLICY = [
  "default-src 'none'",
  ...['script', 'style', 'font', 'connect', 'worker'].map((kind) => `${kind}-src 'self'`),
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types live',
].join('; ');

export const serveConsole = (fastify: FastifyInstance): void => {
  const folder = BUILT.find((each) => existsSync(join(each, ASSETS)));
  if (folder === undefined) return;
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const answer = (_request: unknown, reply: FastifyReply) =>
    reply
      .headers({ 'content-security-policy': POLICY, 'cache-control': 'no-cache' })
      .type('text/html; charset=utf-8')
      .send(page);
  // Names of assets change with what is in them, so that they are kept for ever.
  void fastify.register(fastifyStatic, {
    root: join(folder, ASSETS),
    prefix: `/console/${ASSETS}/`,
    decorateReply: false,
    preCompressed: true,
    maxAge: '365d',
    immutable: true,
    // A worker is bound by what it came with, and not by what its page came with.
    setHeaders: (reply) => void reply.header('content-security-policy', POLICY),
  });
  // Every place on the page has an address of its own, and the page finds it by itself.
  fastify.get('/console', answer);
  fastify.get('/console/*', answer);
  fastify.get('/', (request, reply) => {
    if (request.headers.accept?.includes('text/html')) return reply.redirect('/console');
    throw requestError('route.unknown', 'There is nothing at /. The page for people is at /console, the API at /docs.');
  });
};
