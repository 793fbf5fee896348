import type { AddressInfo } from 'node:net';
import { ServiceUnavailableException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { answerCompressed, answerWithETags } from '#http-kit';
import { type DeclaredRoute, declaredRoutes, readSessions } from '#identity';
import type { ReadStore } from '#read-store';
import { READ_STORE } from '#read-store/module';
import { type Config, readForwarded, readTls, reloadTls } from '#settings';
import { isTracing, traceRequests } from '#tracing';
import { admit } from './admission/door';
import { begin, during } from './busy';
import { knowCallerFirst } from './caller-first';
import { serveConsole } from './console';
import { drainable } from './drain';
import { readJsonBodies } from './json-body';
import { Metrics } from './metrics/metrics';
import type { serveOpenApi } from './openapi/serve';
import { answerUnroutable } from './problem-filter';
import { knowMethods, refuseUndecodableQueries } from './routing';
import { secureAnswers } from './security-headers';
import { serverModule, type Wiring } from './server.module';
import { serveSignIn } from './sign-in';

const BODY_LIMIT = 256 * 1024;
/** Whoever sends slower than this is hung up on. */
const REQUEST_TIMEOUT_MS = 30_000;
/** Whoever finds no place among those who wait to be connected tries again after a second, and after three. */
const WAITING_TO_CONNECT = 4_096;

/** Where, and how securely. */
type Listening = Pick<Config, 'host' | 'port' | 'tls' | 'proxies' | 'requestsPerSecond'>;

export type Serving = {
  readonly url: string;
  readonly routes: readonly DeclaredRoute[];
  /** For what else runs in this process. */
  readonly app: NestFastifyApplication;
  /** Stops listening, lets those at hand finish, stops every role, lets go of the stores. */
  stop(): Promise<void>;
};

/**
 * Boots the wired roles and listens. Throws where a route does not declare who may call it, and what `listen` throws
 * where the port is taken.
 */
export const serve = async (
  wiring: Wiring,
  { host, port, tls, proxies, requestsPerSecond }: Listening,
): Promise<Serving> => {
  const adapter = new FastifyAdapter({
    ...(tls && { https: { ...readTls(tls), minVersion: 'TLSv1.2' } }),
    bodyLimit: BODY_LIMIT,
    skipMiddie: true,
    multipart: false,
    // `request.ip` is the client's: the header of somebody who is no proxy of ours says nothing.
    trustProxy: proxies ? (address: string) => proxies.includes(address) : false,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: answerUnroutable,
    // It would answer in words that no client of ours knows; `stopping` below does.
    return503OnClosing: false,
  });
  const fastify = adapter.getInstance();
  const stopping = new AbortController();
  const app = await NestFactory.create<NestFastifyApplication>(serverModule(wiring), adapter, {
    logger: false,
    abortOnError: false,
    bodyParser: false,
  });
  try {
    const servePages = wiring.roles.includes('api') ? loadPages() : undefined;
    const routes = declaredRoutes(app);
    fastify.addHook('onRequest', async ({ method, routeOptions: { url } }, reply) => {
      if (!stopping.signal.aborted) return void reply.raw.once('close', begin(`${method} ${url ?? 'no route'}`));
      // A connection that was open already: the next request goes to somebody else.
      reply.header('connection', 'close');
      throw new ServiceUnavailableException();
    });
    if (isTracing()) traceRequests(fastify as never);
    const drain = drainable(fastify as never, app.getHttpServer(), tls !== undefined);
    knowMethods(fastify as never, routes);
    refuseUndecodableQueries(fastify as never);
    if (proxies) readForwarded(fastify as never, proxies);
    const isSecure = tls !== undefined || proxies !== undefined;
    secureAnswers(fastify as never, isSecure);
    readCredentials(fastify as never, wiring);
    const metrics = app.get(Metrics, { strict: false });
    metrics.observe(fastify as never);
    const guard = admit(fastify as never, wiring, {
      log: wiring.log,
      perSecond: requestsPerSecond,
      together: app.get<ReadStore>(READ_STORE, { strict: false }).askedTogether,
      isSecure,
      shed: metrics.shed,
    });
    knowCallerFirst(fastify as never, routes, wiring);
    readJsonBodies(fastify as never);
    answerWithETags(fastify as never);
    answerCompressed(fastify as never);
    servePages?.(app, routes);
    const home = () => (wiring.publicUrl ?? urlOf(app, host, tls !== undefined)).replace(/\/$/, '');
    if (wiring.signIn) serveSignIn(fastify as never, wiring.signIn, home, wiring.log);
    guard(app.getHttpServer() as never);
    await app.listen({ port, host, backlog: WAITING_TO_CONNECT });
    const renewing = tls && reloadTls(app.getHttpServer() as never, tls, wiring.log);
    return {
      url: urlOf(app, host, tls !== undefined),
      routes,
      app,
      stop: async () => {
        renewing?.stop();
        stopping.abort();
        // First of all nobody gets in any more; the framework would close its door last.
        const drained = during('connections', drain());
        await during('roles and stores', app.close());
        await drained;
      },
    };
  } catch (error) {
    await app.close();
    throw error;
  }
};

const urlOf = (app: NestFastifyApplication, host: string, isSecure: boolean): string => {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return `${isSecure ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
};

/** What must be known before anybody asks who calls: the session of a browser, and whether an access token is true. */
const readCredentials = (fastify: FastifyInstance, { sessions, clock, keys: { tokens } }: Wiring): void => {
  readSessions(fastify, sessions, clock);
  if (tokens) fastify.addHook('onRequest', ({ headers }) => tokens.check(headers.authorization));
};

/** The pages about the api and on it; the one that describes it is loaded with it. */
const loadPages = () => {
  const { serveOpenApi: describe } = require('./openapi/serve') as { serveOpenApi: typeof serveOpenApi };
  return (app: NestFastifyApplication, routes: readonly DeclaredRoute[]): void => {
    describe(app, routes);
    serveConsole(app.getHttpAdapter().getInstance() as never);
  };
};
