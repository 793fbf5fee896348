import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import Negotiator from 'negotiator';

/** Less than this is one packet either way. */
const WORTH_IT = 2_048;
const zipped = promisify(gzip);

/** Long answers are sent smaller to whoever takes them so; after ETags, which name what is said and not how. */
export const answerCompressed = (fastify: FastifyInstance): void => {
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < WORTH_IT || reply.hasHeader('content-encoding')) return payload;
    reply.header('vary', 'accept-encoding');
    const { 'accept-encoding': accepted = '' } = request.headers;
    if (!new Negotiator({ headers: { 'accept-encoding': accepted } }).encodings(['gzip']).includes('gzip'))
      return payload;
    reply.header('content-encoding', 'gzip');
    return zipped(payload, { level: constants.Z_BEST_SPEED });
  });
};
