import type { FastifyInstance } from 'fastify';

/** An answer that stands for one revision of a stream: it goes out with that revision as its ETag. */
export class AtRevision {
  constructor(readonly revision: number) {}
}

/** The answer to a command: where its ticket stands now. */
export class Done extends AtRevision {
  constructor(
    readonly ticketId: string,
    revision: number,
  ) {
    super(revision);
  }
}

/** Puts the ETag on every answer that has a revision. A hook, because an interceptor costs each request an observable. */
export const answerWithETags = (fastify: FastifyInstance): void => {
  fastify.addHook('preSerialization', (_request, reply, payload, done) => {
    if (payload instanceof AtRevision) reply.header('etag', `"${payload.revision}"`);
    done(null, payload);
  });
};
