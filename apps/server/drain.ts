// A server that stops waits for those whose request it has taken, and for nobody who is still about to say something.

import type { Server, Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** What requests at hand are given; connections that are still open then are cut. */
const DRAIN_MS = 7_500;
/** What whoever is still sending is given: until then they are answered that it stops. */
const SENDING_MS = 500;
const TIDY_MS = 50;

type HttpServer = Server & { closeIdleConnections(): void; closeAllConnections(): void };

/** Follows every connection from now on; what it returns closes the door, drains, and leaves no connection open. */
export const drainable = (fastify: FastifyInstance, server: HttpServer, isTls: boolean): (() => Promise<void>) => {
  const open = new Set<Socket>();
  /** Those over which requests come: with TLS, what is in the connection. */
  const speaking = new Set<Socket>();
  const taken = new Set<Socket>();
  const follow = (event: string, sockets: Set<Socket>) =>
    server.on(event, (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  follow('connection', open);
  follow(isTls ? 'secureConnection' : 'connection', speaking);
  // Whoever gets here has been read whole.
  fastify.addHook('preValidation', async ({ raw: { socket } }, { raw }) => {
    taken.add(socket);
    raw.once('close', () => taken.delete(socket));
  });
  /** Those who have had their time to speak, or to be answered. */
  const late = (passedMs: number): readonly Socket[] => {
    if (passedMs >= DRAIN_MS) return [...open];
    return passedMs >= SENDING_MS ? [...speaking].filter((socket) => !taken.has(socket)) : [];
  };
  return async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const began = performance.now();
    const tidy = setInterval(() => {
      // A connection that was busy when we began to stop stays open for the next request, which we will not take.
      server.closeIdleConnections();
      for (const socket of late(performance.now() - began)) socket.destroy();
    }, TIDY_MS);
    await closed;
    clearInterval(tidy);
  };
};
