import { EventEmitter, once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** For tests: a wire between client and server that can be cut, or turned deaf in one direction. */
export type Proxy = {
  readonly url: string;
  /** Requests go through, answers are lost. */
  loseAnswers(): void;
  /** The connections that there are lose all answers; new ones do not. */
  deafen(): void;
  /** When an answer has been lost, or kept. */
  lost(): Promise<void>;
  /** Answers are kept until everything heals, and come then. */
  keepAnswers(): void;
  /** Ends the connections that are deaf. */
  cutDeafened(): void;
  /** Requests are kept from the server, as by a network that is full. */
  holdRequests(): void;
  /** When so many bytes of requests have been held. */
  held(bytes: number): Promise<void>;
  /** Everything goes through again, on new connections. */
  heal(): void;
  /** Ends every connection at once. */
  cut(): void;
  close(): Promise<void>;
};

const ANSWER_BYTES = 64;

export const aProxy = async (port: number): Promise<Proxy> => {
  const sockets = new Set<Socket>();
  let deaf = false;
  const deafened = new WeakSet<Socket>();
  let keeping: (() => void)[] | undefined;
  let holding = false;
  let heldBytes = 0;
  const traffic = new EventEmitter();
  const server = createServer((downstream) => {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [downstream, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        downstream.destroy();
        upstream.destroy();
      });
    }
    downstream.on('data', (bytes) => {
      if (!holding) return upstream.write(bytes);
      heldBytes += bytes.length;
      return traffic.emit('held');
    });
    upstream.on('data', (bytes) => {
      if (keeping) keeping.push(() => downstream.write(bytes));
      else if (!deaf && !deafened.has(upstream)) downstream.write(bytes);
      // Shorter ones are the transport's own: pings and windows.
      if ((deaf || keeping || deafened.has(upstream)) && bytes.length >= ANSWER_BYTES) traffic.emit('lost');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `esdb://127.0.0.1:${(server.address() as AddressInfo).port}?tls=false`,
    loseAnswers: () => {
      deaf = true;
    },
    deafen: () => {
      for (const socket of sockets) deafened.add(socket);
    },
    keepAnswers: () => {
      keeping = [];
    },
    cutDeafened: () => {
      for (const socket of sockets) if (deafened.has(socket)) socket.destroy();
    },
    lost: async () => {
      await once(traffic, 'lost');
    },
    holdRequests: () => {
      holding = true;
      heldBytes = 0;
    },
    held: async (bytes) => {
      while (heldBytes < bytes) await once(traffic, 'held');
    },
    heal: () => {
      deaf = false;
      holding = false;
      const kept = keeping ?? [];
      keeping = undefined;
      for (const send of kept) send();
    },
    cut,
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
};

/** For tests: something on the port that speaks gRPC and fails whatever it is asked. */
export const aStranger = async (port: number): Promise<{ close(): Promise<void> }> => {
  const server = createHttp2Server();
  const sessions = new Set<{ destroy(): void }>();
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '13' }, { endStream: true });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    close: async () => {
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};
