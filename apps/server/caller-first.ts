// A body is read once it is known who sends it: whoever has no key, or not the role for a route, is answered before that.

import type { FastifyInstance } from 'fastify';
import { requestError } from '#http-kit';
import { authenticate, credentialsOf, type DeclaredRoute } from '#identity';
import type { Wiring } from './server.module';

type Keys = Pick<Wiring, 'keys' | 'clock' | 'developmentKeysCount'>;
const WITHOUT_BODY = ['GET', 'HEAD'];

export const knowCallerFirst = (
  fastify: FastifyInstance,
  routes: readonly DeclaredRoute[],
  { keys, clock, developmentKeysCount }: Keys,
): void => {
  const declared = new Map(routes.map((route) => [`${route.method} ${route.path}`, route]));
  fastify.addHook('onRequest', async (request) => {
    const { method, routeOptions } = request;
    if (WITHOUT_BODY.includes(method)) return;
    const route = declared.get(`${method} ${routeOptions.url}`);
    if (route === undefined || route.roles === 'anyone') return;
    const { role } = authenticate(keys, credentialsOf(request), clock.now(), developmentKeysCount);
    if (!route.roles.includes(role))
      throw requestError('auth.role', `This is for ${route.roles.join(', ')}; your key's role is ${role}.`);
  });
};
